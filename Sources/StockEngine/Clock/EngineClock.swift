import Dispatch
public import StockModel

/// Where the engine's time comes from.
///
/// Asked once per batch; the engine never lets it go back.
public protocol EngineClock: Sendable {
    var now: Instant { get }

    /// Nanoseconds that have passed since some moment, whatever the time of day does.
    var uptimeNanoseconds: UInt64 { get }

    /// A store that was once opened on a simulated clock is marked so for ever.
    var isSimulated: Bool { get }

    /// Begins to tell time from a moment that is not before `start`, where the store's last time was.
    func start(notBefore start: Instant)
}

extension EngineClock {
    /// The system's monotonic clock.
    public var uptimeNanoseconds: UInt64 { DispatchTime.now().uptimeNanoseconds }
}
