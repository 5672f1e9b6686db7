public import StockModel
import Synchronization

/// A clock that stands still until it is told to go on: for tests and simulations.
public final class SimulatedClock: EngineClock {
    private let time: Mutex<Instant>

    /// Made of its parts.
    public init(startingAt start: Instant) { time = Mutex(start) }

    /// See `EngineClock`.
    public var isSimulated: Bool { true }

    /// See `EngineClock`.
    public var now: Instant { time.withLock { $0 } }

    /// See `EngineClock`.
    public func start(notBefore start: Instant) { time.withLock { $0 = max($0, start) } }

    /// Only ever forward: a negative number does nothing.
    public func advance(byMilliseconds milliseconds: Int64) {
        time.withLock { $0 = $0.advanced(byMilliseconds: max(0, milliseconds)) }
    }
}
