import StockAPI
import StockEngine
import StockModel

// What the engine still knows after a restart, beside what it has acknowledged.
extension Simulation {
    /// Brings the model to where the engine is: all that was acknowledged has to be there, and what was not may be.
    ///
    /// False where the machine died or its storage failed meanwhile.
    func catchUp() -> Bool {
        guard let sequence = statistics()?.sequence else { return false }
        // What was only looked at did not move the time that is remembered.
        if let last = model.events.last { model.now = last.time }
        guard sequence >= model.sequence else {
            fail("sequence \(model.sequence) was acknowledged, and after a restart the engine is at \(sequence)")
            return false
        }
        let events = wholeFeed(after: model.sequence)
        guard !disk.isDead, !hasEngineFailed, problem == nil else { return false }
        var candidates = unanswered.keys.sorted().flatMap { unanswered[$0] ?? [] }
        for event in events {
            guard model.place(event, among: &candidates) else {
                fail("after a restart there is something that nobody has asked for: \(event)")
                return false
            }
        }
        unanswered = [:]
        note("open at \(model.sequence)")
        return compareAll() && problem == nil && !disk.isDead && !hasEngineFailed
    }

    func statistics() -> Statistics? {
        guard case .statistics(let statistics)? = askRaw(.statistics) else { return nil }
        return statistics
    }

    /// All events after a sequence.
    func wholeFeed(after sequence: SequenceNumber) -> [FeedEvent] {
        guard let incarnation = statistics()?.incarnation else { return [] }
        var position = FeedPosition(incarnation: incarnation, sequence: sequence)
        var all: [FeedEvent] = []
        while case .feed(.events(let events, let next))? = askRaw(.feed(after: position, limit: 1_000)), !events.isEmpty
        {
            all += events
            position = next
        }
        return all
    }

    /// Every question, answered as the model does; false where the machine died meanwhile.
    @discardableResult
    func compareAll() -> Bool {
        guard problem == nil else { return false }
        return ask(model.questions.map { .query($0) })
    }

    /// Asks, and goes on when it is answered: nothing else happens meanwhile.
    func ask(_ requests: [SimulatedRequest]) -> Bool {
        var isAnswered = false
        submit(requests) { replies in if case .answered = replies { isAnswered = true } }
        var turns = 0
        while !isAnswered, !disk.isDead, !hasEngineFailed, problem == nil, turns < 1_000 {
            guard host?.performFirst() == true else { break }
            turns += 1
        }
        return isAnswered
    }

    /// Asks a question whose answer nobody knows yet.
    private func askRaw(_ query: Query) -> QueryResult? {
        guard let stock, problem == nil else { return nil }
        var requests = EncodedRequests()
        requests.append(query)
        let result = Kept<QueryResult>()
        do throws(StockFailure) {
            try stock.submit(requests) { ended in
                guard case .success(let (batch, range)) = ended else { return }
                result.value = try? batch.result(range.lowerBound).1
            }
        } catch { return nil }
        var turns = 0
        while result.value == nil, !disk.isDead, turns < 1_000, host?.performFirst() == true { turns += 1 }
        return disk.isDead ? nil : result.value
    }

    /// Everything that has to be true of the rows is recomputed.
    func verify() {
        guard let stock, problem == nil else { return }
        let checkpoint = Kept<StockFailure?>()
        try? stock.checkpoint { checkpoint.value = .some($0) }
        passUntil { checkpoint.value != nil }
        guard !disk.isDead, !hasEngineFailed, case .some(.none) = checkpoint.value else { return }
        report.checkpoints += 1
        let report = Kept<VerificationReport>()
        let failed = Kept<StockFailure>()
        try? stock.verifyCheckpoint { result in
            switch result {
            case .success(let found): report.value = found
            case .failure(let error): failed.value = error
            }
        }
        passUntil { report.value != nil || failed.value != nil }
        guard !disk.isDead else { return }
        self.report.verifications += 1
        if let difference = report.value?.differences.first { fail("verify: \(difference)") }
        if let error = failed.value {
            if case .storageFailed = error { hasEngineFailed = true } else { fail("verify: \(error)") }
        }
    }

    /// Things go on until something has happened, or the machine dies.
    private func passUntil(_ isOver: () -> Bool) {
        var steps = 0
        while !isOver(), !disk.isDead, !hasEngineFailed, problem == nil, steps < 100_000, loop.step() { steps += 1 }
    }

    /// Things go on for a while.
    func settle(forMilliseconds milliseconds: UInt64) {
        let end = loop.now + milliseconds * 1_000_000
        while problem == nil, loop.now < end, loop.step() { recoverIfNeeded() }
    }
}

/// Carries a value out of a closure that may be called on any thread.
final class Kept<Value>: @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    var value: Value?
}

extension SimpleStock {
    /// Does what an event says: because time has passed, or by the first of the commands that explains it, which is used up.
    mutating func place(_ event: FeedEvent, among candidates: inout [Command]) -> Bool {
        guard let way = ways(to: event, among: candidates, max: 1).first else { return false }
        (self, candidates) = way
        return true
    }

    /// How an event can have come about: because time has passed, or by one of the commands, which is used up; of commands
    /// that are alike one.
    func ways(
        to event: FeedEvent, among candidates: [Command], max: Int = .max
    ) -> [(after: SimpleStock, rest: [Command])] {
        var passed = self
        passed.begin(at: event.time)
        if passed.sequence == event.sequence { return passed.explains(event) ? [(passed, candidates)] : [] }
        var ways: [(after: SimpleStock, rest: [Command])] = []
        var tried: Set<Command> = []
        for (index, command) in candidates.enumerated() where ways.count < max && tried.insert(command).inserted {
            var after = passed
            guard after.answer(command).isAccepted, after.explains(event) else { continue }
            var rest = candidates
            rest.remove(at: index)
            ways.append((after, rest))
        }
        return ways
    }
}
