import StockAPI
import StockModel
import Synchronization

/// A stock that lies in one way: what the proof has to find.
final class TamperedStock: StockQueries {
    enum Lie: Sendable {
        /// Every hundredth reservation is acknowledged and not made.
        case acknowledgesWithoutDoing
        /// Every hundredth answer is about one unit more than was reserved.
        case answersWithOtherUnits
        /// Every hundredth answer does not arrive.
        case losesAnswers
        /// Every hundredth reservation is made once more, under an id that nobody has asked for.
        case reservesForNobody
        /// Every tenth event of a reservation appears a second time, later.
        case repeatsEvents
        /// The levels are one unit lower than they are.
        case showsOtherLevels
        /// Nothing is found when it is asked for by its id.
        case findsNoReservation
        /// Receipts are booked twice.
        case receivesTwice
        /// Events are not kept.
        case forgetsEvents
        /// What was committed is given up again, by itself.
        case losesCommitted
        /// Of three units one is reserved, and the answer says so.
        case grantsFewer
        /// Holds end after a tenth of a second, and not when the answer says.
        case endsHoldsEarly
        /// No goods leave with a sale.
        case keepsSoldGoods
        /// Receipts bring more than was said; the answer of the first is lost.
        case receivesMore
        /// Each reservation is made once more, under a number of the rehearsal that it has not come to.
        case reservesAhead
    }

    private let real: any StockQueries
    private let lie: Lie?
    private let counts = Mutex(0)
    private let hasBegun = Atomic(false)

    init(_ real: any StockQueries, lie: Lie?) {
        self.real = real
        self.lie = lie
    }

    func submit(_ commands: [Command]) async throws(StockFailure) -> [Answer] { try await real.submit(commands) }

    func submit(_ command: Command) async throws(StockFailure) -> Answer {
        if let answer = try await tamperAlways(command) { return answer }
        guard let lie, case .reserve(let reserve) = command.operation else {
            return try await real.submit(command)
        }
        hasBegun.store(true, ordering: .relaxed)
        guard isEvery(100) else {
            return try await real.submit(command)
        }
        switch lie {
        case .acknowledgesWithoutDoing:
            let plan = ReservationPlan(
                deadline: .systemNow,
                allocations: [PlannedAllocation(line: 0, location: 900_000_000, quantity: 1)])
            return Answer(sequence: 1, outcome: .reserved(plan))
        case .answersWithOtherUnits:
            var answer = try await real.submit(command)
            if case .reserved(var plan) = answer.outcome {
                plan.allocations[0].quantity += 1
                answer.outcome = .reserved(plan)
            }
            return answer
        case .losesAnswers:
            _ = try await real.submit(command)
            throw .connectionFailed("the connection broke")
        case .reservesForNobody:
            var other = reserve
            // A number that is asked for a little later.
            other.reservation = ReservationID(high: reserve.reservation.high, low: reserve.reservation.low + 1)
            _ = try await real.submit(
                Command(issuedAt: command.issuedAt, principal: command.principal, operation: .reserve(other)))
            return try await real.submit(command)
        default: return try await real.submit(command)
        }
    }

    /// Lies about every command of a kind.
    private func tamperAlways(_ command: Command) async throws(StockFailure) -> Answer? {
        var other = command
        switch (lie, command.operation) {
        case (.receivesTwice?, .move(let move)) where move.context.document != nil:
            other.request = command.request.map { RequestID(high: $0.high, low: $0.low ^ 1 << 40) }
            _ = try await real.submit(other)
            return nil
        case (.receivesMore?, .move(var move)) where move.context.document != nil:
            for line in move.lines.indices { move.lines[line].quantity *= 1_000 }
            other.operation = .move(move)
            let answer = try await real.submit(other)
            if !hasBegun.exchange(true, ordering: .relaxed) { throw .connectionFailed("the connection broke") }
            return answer
        case (.losesCommitted?, .commit(let commit)):
            let answer = try await real.submit(command)
            other.request = nil
            other.operation = .release(Release(commit.reservation))
            if case .done = answer.outcome { _ = try await real.submit(other) }
            return answer
        case (.grantsFewer?, .reserve(var reserve)):
            for line in reserve.lines.indices { reserve.lines[line].quantity = 1 }
            other.operation = .reserve(reserve)
            return try await real.submit(other)
        case (.endsHoldsEarly?, .reserve(var reserve)):
            reserve.holdMilliseconds = 100
            other.operation = .reserve(reserve)
            var answer = try await real.submit(other)
            if case .reserved(var plan) = answer.outcome {
                plan.deadline = plan.deadline.advanced(byMilliseconds: 600_000)
                answer.outcome = .reserved(plan)
            }
            return answer
        case (.reservesAhead?, .reserve(var reserve)):
            reserve.reservation = ReservationID(
                high: reserve.reservation.high, low: reserve.reservation.low | 1 << 40)
            other.operation = .reserve(reserve)
            _ = try await real.submit(other)
            return nil
        default: return nil
        }
    }

    func result(of query: Query) async throws(StockFailure) -> QueryResult {
        let result = try await real.result(of: query)
        switch (lie, result) {
        case (.showsOtherLevels?, .levels(let levels)) where hasBegun.load(ordering: .relaxed):
            return .levels(
                levels.map { level in
                    var level = level
                    level.onHand -= 1
                    return level
                })
        case (.findsNoReservation?, .reservation): return .reservation(nil)
        case (.keepsSoldGoods?, .feed(.events(let events, let next))):
            return .feed(
                .events(
                    events.map { event in
                        var event = event
                        event.movements.removeAll { $0.reason == .issue }
                        return event
                    }, next: next))
        case (.forgetsEvents?, .feed): return .feed(.trimmed(oldest: 1_000_000))
        case (.repeatsEvents?, .feed(.events(let events, let next))) where !events.isEmpty:
            return .feed(
                .events(
                    events
                        + events.suffix(1).map { event in
                            var event = event
                            event.sequence += 1
                            return event
                        }, next: next))
        default: return result
        }
    }

    private func isEvery(_ count: Int) -> Bool {
        counts.withLock { counts in
            counts += 1
            return counts % count == 0
        }
    }
}
