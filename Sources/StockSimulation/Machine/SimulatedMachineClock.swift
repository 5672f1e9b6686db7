import StockEngine
import StockModel

/// The system's clock on a machine whose clocks are simulated, with a note of what it told.
final class SimulatedMachineClock: EngineClock, @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    private let clock: SystemClock
    private let loop: EventLoop
    /// What was told since it was asked last.
    private var told: [Instant] = []
    private var last: (time: Instant, nanoseconds: UInt64)?
    /// The first time it went back, or did not go with the time that passed.
    private(set) var fault: String?

    init(_ loop: EventLoop, wallMilliseconds: @escaping @Sendable () -> Int64) {
        self.loop = loop
        clock = SystemClock(uptimeNanoseconds: { loop.now + 1_000_000_000 }, wallMilliseconds: wallMilliseconds)
    }

    var now: Instant {
        let now = clock.now
        told.append(now)
        check(now)
        return now
    }

    /// It goes with the time that passes, whatever the time of day does: one part in two thousand faster or slower at most.
    private func check(_ now: Instant) {
        if let last {
            let passed = Double(loop.now - last.nanoseconds) / 1e6
            let told = Double(now.milliseconds(since: last.time))
            if told < passed * 0.9995 - 2 || told > passed * 1.0005 + 2 {
                fault = fault ?? "the engine's clock told \(told) ms when \(passed) had passed"
            }
        }
        last = (now, loop.now)
    }

    var uptimeNanoseconds: UInt64 { clock.uptimeNanoseconds }
    var isSimulated: Bool { false }

    func start(notBefore start: Instant) {
        clock.start(notBefore: start)
        last = nil
    }

    func takeTold() -> [Instant] {
        defer { told = [] }
        return told
    }
}
