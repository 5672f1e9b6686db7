import StockBytes

/// A hash table of plain rows in the order of their insertion, for the path of a reservation: no object per row, no
/// reference counts, no random hashing.
///
/// Rows are changed and never removed; the whole table goes at once.
///
/// Lookup and change cost O(1); rows sorted by key are made when they are needed.
struct FlatTable<Row: FlatRow>: ~Copyable, Sendable {
    private var rows: UndoableBuffer<Row>
    /// Index + 1 of a row in the low half, or zero; the high half of the key's hash in the high half, so that a row is
    /// read only where it is very likely the right one.
    ///
    /// The count is a power of two, at most half used. The highest bits of the hash say where a search begins, collisions
    /// go to the next slot: so a table of twice the slots has them in the same order, and is made in one pass over both.
    private var slots: ZeroedBuffer<UInt64>
    /// 64 less the logarithm of the count of slots.
    private var shift: UInt64
    private let seed: UInt64

    init(seed: UInt64, expectedCount: Int = 0) {
        self.seed = seed
        var slotCount = 1 << 10
        while slotCount < expectedCount * 2 { slotCount *= 2 }
        slots = ZeroedBuffer(count: slotCount)
        shift = UInt64(64 - slotCount.trailingZeroBitCount)
        rows = UndoableBuffer(minimumCapacity: expectedCount)
    }

    var count: Int { @inline(__always) get { rows.count } }

    subscript(index: Int) -> Row {
        @inline(__always) get { rows[index] }
        @inline(__always) set { rows[index] = newValue }
    }

    @inline(__always)
    func index(of key: Row.Key) -> Int? {
        let hash = key.hash(seed: seed)
        var slot = firstSlot(hash)
        while true {
            let entry = slots[slot]
            if entry == 0 { return nil }
            if entry &>> 32 == hash &>> 32 {
                let index = Self.index(in: entry)
                if rows[index].key == key { return index }
            }
            slot = slotAfter(slot)
        }
    }

    /// Where a search begins: of a hash, or of an entry, which begins like one.
    @inline(__always)
    private func firstSlot(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> shift) }

    @inline(__always)
    private func slotAfter(_ slot: Int) -> Int { (slot + 1) & (slots.count - 1) }

    @inline(__always)
    private static func index(in entry: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: entry)) - 1 }

    /// Reads the slot where a search for the key begins, and returns what stands there.
    ///
    /// For callers that know several keys ahead: reads that wait for nothing wait for memory together.
    @inline(__always)
    func touch(_ key: Row.Key) -> UInt64 {
        slots[firstSlot(key.hash(seed: seed))]
    }

    /// Adds a row whose key is not there yet.
    @discardableResult
    mutating func insert(_ row: Row) -> Int {
        if (rows.count + 1) * 2 > slots.count { doubleSlots() }
        let index = rows.count
        rows.append(row)
        place(index, key: row.key)
        return index
    }

    private mutating func place(_ index: Int, key: Row.Key) {
        place(key.hash(seed: seed) & 0xFFFF_FFFF_0000_0000 | UInt64(UInt32(truncatingIfNeeded: index + 1)))
    }

    @inline(__always)
    private mutating func place(_ entry: UInt64) {
        var slot = firstSlot(entry)
        while slots[slot] != 0 { slot = slotAfter(slot) }
        slots[slot] = entry
    }

    private mutating func doubleSlots() {
        var old = ZeroedBuffer<UInt64>(count: slots.count * 2)
        swap(&old, &slots)
        shift -= 1
        for slot in 0..<old.count where old[slot] != 0 { place(old[slot]) }
    }

    /// Forgets all rows, and keeps the memory.
    ///
    /// Cost: a pass over the slots.
    mutating func removeAll() {
        rows.removeAll()
        slots.zero()
    }

    /// Has the system give the memory of an empty table, so that nobody who inserts waits for it.
    mutating func touchCapacity() {
        rows.touchCapacity()
        slots.zero()
    }

    /// Memory that it has taken, used or not.
    var capacityBytes: Int { rows.capacityBytes + slots.count * MemoryLayout<UInt64>.stride }

    var hasSavepoint: Bool { rows.hasSavepoint }

    mutating func setSavepoint() { rows.setSavepoint() }

    mutating func forgetSavepoint() { rows.forgetSavepoint() }

    mutating func rollBack(to count: Int) {
        for index in stride(from: rows.count - 1, through: count, by: -1) { free(index) }
        rows.rollBack()
    }

    /// Empties the row's slot; entries behind it that a search would not reach any more move up.
    private mutating func free(_ index: Int) {
        var hole = firstSlot(rows[index].key.hash(seed: seed))
        while Self.index(in: slots[hole]) != index { hole = slotAfter(hole) }
        var slot = slotAfter(hole)
        while slots[slot] != 0 {
            let mask = slots.count - 1
            let isBehindHole = (slot - firstSlot(slots[slot])) & mask >= (slot - hole) & mask
            if isBehindHole {
                slots[hole] = slots[slot]
                hole = slot
            }
            slot = slotAfter(slot)
        }
        slots[hole] = 0
    }

    /// The indexes of all rows, in the order of their keys.
    func indexesByKey() -> [Int] {
        var entries: [(key: Row.Key, index: Int)] = []
        entries.reserveCapacity(rows.count)
        for index in 0..<rows.count { entries.append((rows[index].key, index)) }
        entries.sort { $0.key < $1.key }
        return entries.map(\.index)
    }
}
