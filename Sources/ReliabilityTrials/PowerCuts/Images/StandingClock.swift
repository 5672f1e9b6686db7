import StockEngine
import StockModel
import Synchronization

/// Stands where the store's time stood, so that an image is judged as at the moment of its power cut.
///
/// Not a simulated clock, which would leave its mark in the store.
final class StandingClock: EngineClock {
    private let time = Mutex(Instant(millisecondsSinceEpoch: 0))

    var now: Instant { time.withLock { $0 } }
    var isSimulated: Bool { false }

    func start(notBefore start: Instant) { time.withLock { $0 = max($0, start) } }
}
