import StockEngine
import StockModel
import Synchronization

/// The two clocks of a machine, as a test sets them.
final class MachineTime: Sendable {
    private let wall = Atomic<Int64>(Depot.opening.millisecondsSinceEpoch)
    private let uptime = Atomic<UInt64>(1_000_000_000_000)

    var clock: SystemClock {
        SystemClock(
            uptimeNanoseconds: { self.uptime.load(ordering: .relaxed) },
            wallMilliseconds: { self.wall.load(ordering: .relaxed) })
    }

    /// Time passes, on both.
    func pass(milliseconds: Int64) {
        wall.add(milliseconds, ordering: .relaxed)
        uptime.add(UInt64(milliseconds) * 1_000_000, ordering: .relaxed)
    }

    /// Somebody sets the clock on the wall.
    func jump(milliseconds: Int64) { wall.add(milliseconds, ordering: .relaxed) }
}
