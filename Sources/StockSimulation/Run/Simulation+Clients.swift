import StockAPI
import StockModel

// What clients do, and what the network does to them.
extension Simulation {
    /// Master data and the first deliveries, before anything goes wrong.
    func sendOpening() {
        let commands = generator.opening()
        let first = history.count
        for command in commands { history.append(HistoryEntry(command: command, sent: nextMoment(), timesArrived: 1)) }
        submit(commands.map { .command($0) }) { [unowned self] replies in note(replies, of: first..<history.count) }
        host?.finish()
    }

    private func note(_ replies: SimulatedReplies, of entries: some Sequence<Int>) {
        guard case .answered(let answers) = replies else { return }
        for (entry, (answer, judgedAt)) in zip(entries, answers) {
            history[entry].answer = answer
            history[entry].judgedAt = judgedAt
            history[entry].answered = nextMoment()
        }
    }

    func actLater(_ client: SimulatedClient) {
        let pause: UInt64 =
            switch random.below(20) {
            case 0...9: UInt64(random.within(0...2_000))
            case 10...15: UInt64(random.within(0...200_000))
            case 16...18: untilNextDeadline
            default: UInt64(random.within(1_000_000...60_000_000))
            }
        loop.schedule(afterNanoseconds: pause * 1_000) { [unowned self] in act(client) }
    }

    /// Microseconds until about the moment at which a hold ends.
    private var untilNextDeadline: UInt64 {
        let deadlines = model.reservations.values.filter { $0.held > 0 && $0.deadline > model.now }.map(\.deadline)
        guard let next = deadlines.min() else { return 1_000_000 }
        return UInt64(max(0, next.milliseconds(since: model.now))) * 1_000 + UInt64(random.below(2_000))
    }

    private func act(_ client: SimulatedClient) {
        guard client.frame == nil, problem == nil else { return }
        var requests: [SimulatedRequest] = []
        var entries: [Int] = []
        for _ in 0..<random.pick([1, 1, 1, 2, 5]) {
            let command =
                random.chance(15)
                ? generator.command(generator.bulkyWrite(), in: model) : generator.command(in: model)
            requests.append(.command(command))
            entries.append(history.count)
            history.append(HistoryEntry(command: command, sent: nextMoment()))
        }
        for _ in 0..<random.pick([0, 0, 1, 3]) { requests.append(.query(random.pick(model.questions))) }
        client.framesSent += 1
        client.frame = SimulatedClient.Frame(number: client.framesSent, requests: requests, entries: entries)
        send(client)
    }

    private func send(_ client: SimulatedClient) {
        guard var frame = client.frame else { return }
        frame.tries += 1
        client.frame = frame
        if frame.tries > 1 { report.requestsRepeated += 1 }
        var copies = 1
        if random.chance(5) {
            copies = 0
            report.requestsLost += 1
        } else if random.chance(5) {
            copies = 2
            report.requestsDuplicated += 1
        }
        for _ in 0..<copies {
            loop.schedule(afterNanoseconds: networkDelay) { [unowned self] in arrive(client, frame) }
        }
        let number = frame.number
        let tries = frame.tries
        loop.schedule(afterNanoseconds: UInt64(random.within(20...2_000)) * 1_000_000) { [unowned self] in
            guard client.frame?.number == number, client.frame?.tries == tries else { return }
            sendAgain(client)
        }
    }

    private var networkDelay: UInt64 {
        UInt64(random.chance(5) ? random.within(1_000...3_000_000) : random.within(20...500)) * 1_000
    }

    /// After a time without an answer, or an answer that says to come again.
    func sendAgain(_ client: SimulatedClient) {
        guard let frame = client.frame else { return }
        if random.chance(10) || frame.tries > 20 {
            report.clientsVanished += 1
            client.frame = nil
            return actLater(client)
        }
        send(client)
    }

    private func arrive(_ client: SimulatedClient, _ frame: SimulatedClient.Frame) {
        for entry in frame.entries { history[entry].timesArrived += 1 }
        submit(frame.requests) { [unowned self] replies in
            if random.chance(5) {
                report.answersLost += 1
                return
            }
            loop.schedule(afterNanoseconds: networkDelay) { [unowned self] in receive(replies, client, frame) }
        }
    }

    private func receive(_ replies: SimulatedReplies, _ client: SimulatedClient, _ frame: SimulatedClient.Frame) {
        guard client.frame?.number == frame.number else { return }
        note(replies, of: frame.entries)
        switch replies {
        case .answered:
            client.frame = nil
            // Sometimes once more, long after: the answer is the first one.
            if random.chance(3) { arrive(client, frame) }
            actLater(client)
        case .failed:
            let tries = frame.tries
            loop.schedule(afterNanoseconds: UInt64(random.within(1...500)) * 1_000_000) { [unowned self] in
                if client.frame?.number == frame.number, client.frame?.tries == tries { sendAgain(client) }
            }
        }
    }
}

/// What came of the requests of a frame.
enum SimulatedReplies {
    /// Of each command, and when it was judged: those of a frame may stand in two records.
    case answered([(Answer, judgedAt: Instant)])
    case failed(StockFailure)
}
