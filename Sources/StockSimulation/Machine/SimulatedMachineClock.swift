import StockEngine
import StockModel

/// The system's clock on a machine whose clocks are simulated, with a note of what it told.
final class SimulatedMachineClock: EngineClock, @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    private let clock: SystemClock
    /// What was told since it was asked last.
    private var told: [Instant] = []

    init(_ loop: EventLoop, wallMilliseconds: @escaping @Sendable () -> Int64) {
        clock = SystemClock(uptimeNanoseconds: { loop.now + 1_000_000_000 }, wallMilliseconds: wallMilliseconds)
    }

    var now: Instant {
        let now = clock.now
        told.append(now)
        return now
    }

    var uptimeNanoseconds: UInt64 { clock.uptimeNanoseconds }
    var isSimulated: Bool { false }

    func start(notBefore start: Instant) { clock.start(notBefore: start) }

    func takeTold() -> [Instant] {
        defer { told = [] }
        return told
    }
}
