import HeapModule

/// The time of a simulation, and what happens at which moment of it.
///
/// What is due at the same moment happens in the order in which it was asked for.
final class EventLoop: @unchecked Sendable {
    // Unchecked, because a simulation runs on one thread.
    private struct Event: Comparable {
        let time: UInt64
        let order: UInt64
        let action: () -> Void

        static func < (left: Event, right: Event) -> Bool { (left.time, left.order) < (right.time, right.order) }
        static func == (left: Event, right: Event) -> Bool { left.order == right.order }
    }

    /// Nanoseconds since the beginning.
    private(set) var now: UInt64 = 0
    private var events = Heap<Event>()
    private var count: UInt64 = 0

    func schedule(afterNanoseconds delay: UInt64, _ action: @escaping () -> Void) {
        count += 1
        events.insert(Event(time: now + delay, order: count, action: action))
    }

    /// Time passes without anything happening: what becomes due meanwhile happens later.
    func pass(nanoseconds: UInt64) { now += nanoseconds }

    /// The next thing happens; false when there is none.
    func step() -> Bool {
        guard let event = events.popMin() else { return false }
        now = max(now, event.time)
        event.action()
        return true
    }
}
