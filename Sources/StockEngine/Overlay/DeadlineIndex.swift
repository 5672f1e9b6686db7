import HeapModule
import StockBytes
import StockModel

/// Which reservations of an overlay end when. Entries are only added: whoever reads one checks it against the
/// reservation, which may have been extended, committed or released since.
///
/// Adding costs O(1) where others end in the same millisecond, else O(log of the distinct milliseconds).
struct DeadlineIndex: ~Copyable {
    struct Bucket: FlatRow {
        var milliseconds: UInt64
        /// Index + 1 of the newest entry.
        var newest: UInt32
        var key: UInt64 { milliseconds }
    }

    struct Entry: BitwiseCopyable {
        var reservationIndex: UInt32
        var previous: UInt32
    }

    private var buckets: FlatTable<Bucket>
    private var entries: FlatBuffer<Entry>
    /// Milliseconds that have not been drained yet.
    private var waiting = Heap<Int64>()

    init(seed: UInt64, expectedCount: Int) {
        buckets = FlatTable(seed: seed)
        entries = FlatBuffer(minimumCapacity: expectedCount)
    }

    /// How many entries there are, for `truncate`.
    var count: Int { entries.count }

    mutating func add(_ reservationIndex: Int, deadline: Int64) {
        let key = UInt64(bitPattern: deadline)
        let reservation = UInt32(truncatingIfNeeded: reservationIndex)
        if let index = buckets.index(of: key) {
            if buckets[index].newest == 0 { waiting.insert(deadline) }
            entries.append(Entry(reservationIndex: reservation, previous: buckets[index].newest))
            buckets[index].newest = UInt32(truncatingIfNeeded: entries.count)
        } else {
            entries.append(Entry(reservationIndex: reservation, previous: 0))
            buckets.insert(Bucket(milliseconds: key, newest: UInt32(truncatingIfNeeded: entries.count)))
            waiting.insert(deadline)
        }
    }

    /// The earliest deadline that has not been drained, or nil.
    var earliest: Int64? { waiting.min }

    /// Hands out, and forgets, the entries up to `now`.
    mutating func drain(through now: Int64, _ visit: (Int) -> Void) {
        while let earliest = waiting.min, earliest <= now {
            waiting.removeMin()
            guard let index = buckets.index(of: UInt64(bitPattern: earliest)) else { continue }
            walk(from: buckets[index].newest, visit)
            buckets[index].newest = 0
        }
    }

    /// The deadlines not drained yet, in order. Cost: O(n log n) of the distinct milliseconds.
    func deadlines() -> [Int64] { waiting.unordered.sorted() }

    /// The entries of one deadline, in no order.
    func visit(deadline: Int64, _ visit: (Int) -> Void) {
        if let index = buckets.index(of: UInt64(bitPattern: deadline)) { walk(from: buckets[index].newest, visit) }
    }

    private func walk(from newest: UInt32, _ visit: (Int) -> Void) {
        var next = newest
        while next != 0 {
            let entry = entries[Int(next) - 1]
            visit(Int(entry.reservationIndex))
            next = entry.previous
        }
    }
}
