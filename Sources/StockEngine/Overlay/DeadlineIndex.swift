import HeapModule

/// Which reservations of an overlay end when.
///
/// Adding costs O(1) where others end in the same millisecond, else O(log of the distinct milliseconds).
struct DeadlineIndex: ~Copyable, Sendable {
    private var reservations: ChainIndex<UInt64>
    /// Milliseconds that have not been drained yet.
    private var waiting = Heap<Int64>()

    init(seed: UInt64, expectedCount: Int) {
        reservations = ChainIndex(seed: seed, expectedCount: expectedCount)
    }

    mutating func touchCapacity() { reservations.touchCapacity() }

    /// Forgets all, and keeps the memory.
    mutating func removeAll() {
        reservations.removeAll()
        waiting = Heap()
    }

    mutating func add(_ reservationIndex: Int, deadline: Int64) {
        if reservations.add(reservationIndex, under: UInt64(bitPattern: deadline)) { waiting.insert(deadline) }
    }

    /// The earliest deadline that has not been drained, or nil.
    var earliest: Int64? { waiting.min }

    /// Hands out, and forgets, the entries up to `now`.
    mutating func drain(through now: Int64, _ visit: (Int) -> Void) {
        while let earliest = waiting.min, earliest <= now {
            waiting.removeMin()
            reservations.visit(UInt64(bitPattern: earliest), visit)
            reservations.empty(UInt64(bitPattern: earliest))
        }
    }

    /// The deadlines not drained yet, in order.
    ///
    /// Cost: O(n log n) of the distinct milliseconds.
    func deadlines() -> [Int64] { waiting.unordered.sorted() }

    /// The entries of one deadline, in no order.
    func visit(deadline: Int64, _ visit: (Int) -> Void) { reservations.visit(UInt64(bitPattern: deadline), visit) }
}
