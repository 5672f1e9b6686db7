import StockBytes

/// A hash table of plain rows in the order of their insertion, for the path of a reservation: no object per row, no
/// reference counts, no random hashing.
///
/// Rows are changed and never removed; the whole table goes at once.
///
/// Lookup and change cost O(1); rows sorted by key are made when they are needed.
struct FlatTable<Row: FlatRow>: ~Copyable {
    private var rows: UndoableBuffer<Row>
    /// Index + 1 of a row, or zero.
    ///
    /// The count is a power of two, at most half used; collisions go to the next slot.
    private var slots: ZeroedBuffer<UInt32>
    private var slotsCountAtSavepoint = 0
    private let seed: UInt64

    init(seed: UInt64, expectedCount: Int = 0) {
        self.seed = seed
        var slotCount = 1 << 10
        while slotCount < expectedCount * 2 { slotCount *= 2 }
        slots = ZeroedBuffer(count: slotCount)
        rows = UndoableBuffer(minimumCapacity: expectedCount)
    }

    var count: Int { @inline(__always) get { rows.count } }

    subscript(index: Int) -> Row {
        @inline(__always) get { rows[index] }
        @inline(__always) set { rows[index] = newValue }
    }

    @inline(__always)
    func index(of key: Row.Key) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: key.hash(seed: seed)) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 { return nil }
            let index = Int(entry) - 1
            if rows[index].key == key { return index }
            slot = (slot + 1) & mask
        }
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
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: key.hash(seed: seed)) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(truncatingIfNeeded: index + 1)
    }

    private mutating func doubleSlots() {
        slots = ZeroedBuffer(count: slots.count * 2)
        for index in 0..<rows.count { place(index, key: rows[index].key) }
    }

    mutating func setSavepoint() { rows.setSavepoint() }

    mutating func forgetSavepoint() { rows.forgetSavepoint() }

    mutating func rollBack(to count: Int) {
        // Slots are freed newest first: none of the rows that remain was placed past one of them.
        for index in stride(from: rows.count - 1, through: count, by: -1) { free(index) }
        rows.rollBack()
    }

    private mutating func free(_ index: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: rows[index].key.hash(seed: seed)) & mask
        while slots[slot] != UInt32(truncatingIfNeeded: index + 1) { slot = (slot + 1) & mask }
        slots[slot] = 0
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
