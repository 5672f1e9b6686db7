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
        if case .receivesTwice? = lie, case .move(let move) = command.operation, move.context.document != nil {
            var other = command
            other.request = command.request.map { RequestID(high: $0.high, low: $0.low ^ 1 << 40) }
            _ = try await real.submit(other)
        }
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
