import Dispatch
import Foundation
public import StockModel
import Synchronization

/// Runs with the system's monotonic clock and follows the wall clock slowly: it never goes back and does not follow jumps.
///
/// Where the two differ it gains or loses at most one part in two thousand, as time synchronisation does.
public final class SystemClock: EngineClock {
    private struct State {
        var time: Int64
        var monotonicNanoseconds: UInt64
        /// Nanoseconds that were not yet enough for a millisecond.
        var restNanoseconds: Int64 = 0
    }

    private static let slewDivisor: Int64 = 2_000

    private let state: Mutex<State>
    private let uptime: @Sendable () -> UInt64
    private let wallMilliseconds: @Sendable () -> Int64

    /// The clocks of this machine.
    public convenience init() {
        self.init(
            uptimeNanoseconds: { DispatchTime.now().uptimeNanoseconds },
            wallMilliseconds: { Int64(Date().timeIntervalSince1970 * 1_000) })
    }

    /// Other clocks than those of this machine.
    package init(
        uptimeNanoseconds: @escaping @Sendable () -> UInt64, wallMilliseconds: @escaping @Sendable () -> Int64
    ) {
        uptime = uptimeNanoseconds
        self.wallMilliseconds = wallMilliseconds
        state = Mutex(State(time: wallMilliseconds(), monotonicNanoseconds: uptimeNanoseconds()))
    }

    /// See `EngineClock`.
    public var uptimeNanoseconds: UInt64 { uptime() }

    /// See `EngineClock`.
    public var isSimulated: Bool { false }

    /// See `EngineClock`.
    public var now: Instant {
        let monotonic = uptime()
        let wall = wallMilliseconds()
        return state.withLock { state in
            let elapsed = Int64(clamping: monotonic &- min(monotonic, state.monotonicNanoseconds))
            state.monotonicNanoseconds = max(monotonic, state.monotonicNanoseconds)
            var gained = elapsed + state.restNanoseconds
            if wall > state.time + 1 { gained += elapsed / Self.slewDivisor }
            if wall < state.time - 1 { gained -= elapsed / Self.slewDivisor }
            state.time += gained / 1_000_000
            state.restNanoseconds = gained % 1_000_000
            return Instant(millisecondsSinceEpoch: state.time)
        }
    }

    /// See `EngineClock`.
    public func start(notBefore start: Instant) {
        state.withLock { state in state.time = max(state.time, start.millisecondsSinceEpoch) }
    }
}
