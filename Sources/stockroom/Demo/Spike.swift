import Histogram
import StockAPI
import StockModel

/// Runs a promotion: many tasks, and in each one buyer after another who tries to reserve one unit.
struct Spike {
    let promotion: Promotion
    let channel: ChannelID
    let stock: any StockService
    let session: StockSession

    /// What the buyers were told, and how long it took them to hear it.
    struct Told: Sendable {
        var granted = 0
        var short = 0
        /// Anything else that a buyer should never hear.
        var other: [String: Int] = [:]
        var microsecondsGranted: [UInt32] = []
        var microsecondsShort: [UInt32] = []

        mutating func add(_ more: Told) {
            granted += more.granted
            short += more.short
            other.merge(more.other, uniquingKeysWith: +)
            microsecondsGranted += more.microsecondsGranted
            microsecondsShort += more.microsecondsShort
        }
    }

    /// Sends all buyers, and gives what they were told.
    ///
    /// `acknowledged` is called with each reservation that was granted, as soon as the answer is there; `progress` now
    /// and then with about how many buyers have been answered.
    func run(
        acknowledged: @escaping @Sendable (ReservationID) -> Void = { _ in },
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Told {
        try await withThrowingTaskGroup(of: Told.self) { group in
            for task in 0..<promotion.tasks {
                group.addTask { try await buyers(from: task, acknowledged: acknowledged, progress: progress) }
            }
            var told = Told()
            for try await more in group { told.add(more) }
            return told
        }
    }

    private func buyers(
        from task: Int, acknowledged: @Sendable (ReservationID) -> Void, progress: @Sendable (Int) -> Void
    ) async throws -> Told {
        let crowd = Crowd(seed: promotion.seed, skus: promotion.skus.count)
        var told = Told()
        for (done, buyer) in stride(from: task, to: promotion.buyers, by: promotion.tasks).enumerated() {
            if task == 0, done.isMultiple(of: 50) {
                try Task.checkCancellation()
                progress(done * promotion.tasks)
            }
            let id = session.newReservationID()
            let line = ReserveLine(
                SKU(rawValue: promotion.skus[crowd.choice(ofBuyer: buyer)]), quantity: 1,
                at: LocationID(rawValue: promotion.store))
            let reserve = Reserve(id, channel: channel, owner: promotion.owner(ofBuyer: buyer), lines: [line])
            let began = ContinuousClock.now
            let decision = try await session.reserve(reserve)
            let time = UInt32(clamping: NumberText.microseconds(began.duration(to: .now)))
            switch decision {
            case .accepted:
                acknowledged(id)
                told.granted += 1
                told.microsecondsGranted.append(time)
            case .refused(.insufficientStock, _):
                told.short += 1
                told.microsecondsShort.append(time)
            case .refused(let refusal, _): told.other["\(refusal)", default: 0] += 1
            }
        }
        return told
    }
}

/// The spread of answer times, in microseconds.
struct Latency: Codable {
    var p50: UInt64
    var p99: UInt64
    var p999: UInt64
    var longest: UInt64

    enum CodingKeys: String, CodingKey {
        case p50, p99, longest
        case p999 = "p99_9"
    }

    init(of microseconds: [UInt32]) {
        var histogram = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
        for time in microseconds { histogram.record(UInt64(time)) }
        p50 = histogram.valueAtPercentile(50)
        p99 = histogram.valueAtPercentile(99)
        p999 = histogram.valueAtPercentile(99.9)
        longest = UInt64(microseconds.max() ?? 0)
    }
}
