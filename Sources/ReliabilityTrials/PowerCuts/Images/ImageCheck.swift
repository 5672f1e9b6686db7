import StockAPI
import StockEngine
import StockModel

/// Opens an image as the engine opens a store after a power cut, and holds it against what clients were told before.
struct ImageCheck: Sendable {
    /// What was wrong.
    struct Loss: Error, CustomStringConvertible {
        let description: String
    }

    /// What was looked at.
    struct Found: Sendable {
        var answersRepeated = 0
        var eventsCompared = 0
        var commandsReplayed = 0
        /// The sequence with which the image was opened.
        var sequence: SequenceNumber = 0
    }

    /// Nothing but what was recorded is done with an image: its checkpoints are the check's own.
    static var options: StockroomOptions {
        var options = StockroomOptions.small
        options.clock = StandingClock()
        options.checkpointAfterBytes = 256 << 20
        options.checkpointAfterMilliseconds = 3_600_000
        return options
    }

    /// The last answers are all asked for again, and one in so many of those before.
    private static let lastRepeated = 250
    private static let oneOf = 16
    private static let lastCompared: SequenceNumber = 300

    let history: History
    let requestWindowMilliseconds: Int64
    /// One in so many is compared from the first event that it has; the others from shortly before their end.
    var thoroughEvery = 1

    /// - Parameters:
    ///   - store: the store's folder in an image; changed by the check.
    ///   - logOffset: how much of the log the image is of.
    ///   - recordedThrough: events up to here are the history's; where an image was recovered before, what its own holds'
    ///     ends have added comes after.
    /// - Returns: what was looked at.
    /// - Throws: `Loss`.
    func check(_ store: String, logOffset: Int, recordedThrough: SequenceNumber? = nil) async throws -> Found {
        let acknowledged = history.acknowledged(before: logOffset)
        let stock: Stockroom
        do throws(StockFailure) { stock = try await Stockroom.open(at: store, options: Self.options) } catch {
            throw Loss(description: "it cannot be opened: \(error)")
        }
        do {
            let found = try await check(stock, acknowledged, recordedThrough)
            try await stock.close()
            return found
        } catch let error as StockFailure {
            try? await stock.close()
            throw Loss(description: "it fails: \(error)")
        } catch {
            try? await stock.close()
            throw error
        }
    }

    private func check(
        _ stock: Stockroom, _ acknowledged: ArraySlice<History.Acknowledged>, _ recordedThrough: SequenceNumber?
    ) async throws -> Found {
        let statistics = try await stock.statistics()
        // Holds that were due may have ended since: each such sweep is a sequence of the image's own.
        let opened = statistics.checkpointSequence + statistics.recovery.commandsReplayed
        var found = Found(commandsReplayed: Int(statistics.recovery.commandsReplayed), sequence: opened)
        let lastAcknowledged = acknowledged.lazy.map(\.answer.sequence).max() ?? 0
        guard opened >= lastAcknowledged else {
            throw Loss(
                description:
                    "sequence \(lastAcknowledged) was acknowledged, and the store was opened with \(opened)")
        }
        let sums = try await compareFeed(stock, statistics, min(opened, recordedThrough ?? opened), &found)
        try await compareLevels(stock, sums)
        try await repeatRequests(stock, acknowledged, at: statistics.time, &found)
        let report = try await stock.verify()
        guard report.isSound else {
            throw Loss(description: "verify finds \(report.differences.count): \(report.differences.prefix(3))")
        }
        try await trade(stock, wasDefined: !acknowledged.isEmpty)
        return found
    }

    /// Every event of the image is the one that was told, and what follows are ends of holds; gives what they add up to.
    private func compareFeed(
        _ stock: Stockroom, _ statistics: Statistics, _ recordedThrough: SequenceNumber, _ found: inout Found
    ) async throws -> LevelSums {
        guard recordedThrough <= SequenceNumber(history.events.count) else {
            throw Loss(description: "sequence \(recordedThrough) is there, and nobody has heard of it")
        }
        var sums = LevelSums()
        let isThorough = thoroughEvery <= 1 || UInt64.random(in: 0..<UInt64(thoroughEvery)) == 0
        let first = isThorough || recordedThrough < Self.lastCompared ? 0 : recordedThrough - Self.lastCompared
        for event in history.events[..<Int(first)] { sums.add(event) }
        var position = FeedPosition(incarnation: statistics.incarnation, sequence: first)
        var isFirst = true
        while true {
            switch try await stock.feed(after: position, limit: 1_000) {
            case .trimmed(let oldest) where isFirst:
                // What is no longer kept is believed: the levels have to add up all the same.
                position.sequence = oldest - 1
                guard position.sequence <= recordedThrough else {
                    throw Loss(description: "events up to \(oldest - 1) are gone, beyond those recorded")
                }
                for event in history.events[Int(first)..<Int(position.sequence)] { sums.add(event) }
            case .events(let events, let next):
                for event in events {
                    try compare(event, after: position.sequence, recordedThrough)
                    position.sequence = event.sequence
                    sums.add(event)
                }
                found.eventsCompared += events.count
                guard !events.isEmpty else {
                    guard position.sequence >= recordedThrough else {
                        throw Loss(description: "the feed ends at \(position.sequence), before \(recordedThrough)")
                    }
                    return sums
                }
                position = next
            default: throw Loss(description: "the feed cannot be read")
            }
            isFirst = false
        }
    }

    private func compare(
        _ event: FeedEvent, after last: SequenceNumber, _ recordedThrough: SequenceNumber
    ) throws(Loss) {
        guard event.sequence == last + 1 else {
            throw Loss(description: "the feed goes from \(last) to \(event.sequence)")
        }
        if event.sequence > recordedThrough {
            guard event.principal == .system else {
                throw Loss(description: "sequence \(event.sequence) is there, and nobody has asked for it")
            }
        } else if event != history.events[Int(event.sequence) - 1] {
            throw Loss(description: "the event of sequence \(event.sequence) is another one than was told")
        }
    }

    private func compareLevels(_ stock: Stockroom, _ sums: LevelSums) async throws {
        for sku in TrialShop.skus {
            for level in try await stock.levels(of: sku) {
                let expected = sums.at(sku, level.location)
                let units = LevelSums.Units(onHand: level.onHand, held: level.held, committed: level.committed)
                guard units == expected else {
                    throw Loss(description: "SKU \(sku) at \(level.location) has \(units), and was told \(expected)")
                }
            }
        }
    }

    /// A request that was answered gets the same answer again, and has no second effect.
    private func repeatRequests(
        _ stock: Stockroom, _ acknowledged: ArraySlice<History.Acknowledged>, at now: Instant, _ found: inout Found
    ) async throws {
        let before = try await stock.statistics().sequence
        let first = acknowledged.endIndex - Self.lastRepeated
        let chosen = acknowledged.enumerated().filter { index, one in
            one.answer.isAccepted && (index >= first || index % Self.oneOf == 0)
        }.map(\.element)
        let answers = try await stock.submit(chosen.map(\.command))
        for (one, again) in zip(chosen, answers) where again != one.answer {
            let isOld = now.milliseconds(since: one.command.issuedAt) >= requestWindowMilliseconds
            if isOld, case .refused(.tooOld) = again.outcome { continue }
            throw Loss(description: "\(one.command.operation) was answered \(one.answer), and now \(again)")
        }
        found.answersRepeated += answers.count
        let after = try await stock.statistics().sequence
        guard after == before else { throw Loss(description: "requests sent again had \(after - before) more effects") }
    }

    /// The shop can be traded in again.
    private func trade(_ stock: Stockroom, wasDefined: Bool) async throws {
        guard wasDefined else { return }
        let now = try await stock.statistics().time
        let command = Command(
            request: RequestID(high: .max, low: .max), issuedAt: now, principal: 1,
            operation: TrialShop.receive(1, of: TrialShop.skus[0]))
        guard try await stock.submit(command).isAccepted else {
            throw Loss(description: "nothing can be received any more")
        }
    }
}
