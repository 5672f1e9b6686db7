import StockBytes

/// Rows in the order of their keys, added in that order, and found by key without a walk through the order.
///
/// They lie in blocks of 4,096. A search goes through the first keys of the blocks, which are few, and then to the row's
/// slot in a small hash table of the block. So adding a row touches only memory that was touched just before, where one
/// hash table for all rows would wait for memory with each.
struct SortedTable<Row: FlatRow>: ~Copyable, Sendable {
    private static var blockRows: Int { 4_096 }
    private static var blockSlots: Int { 8_192 }

    private var rows: FlatBuffer<Row>
    /// Place in the block + 1 of a row in the low half, or zero; a part of the key's hash in the high half.
    private var slots = FlatBuffer<UInt32>()
    private var firstKeys = FlatBuffer<Row.Key>()
    let seed: UInt64

    init(seed: UInt64, expectedCount: Int = 0) {
        self.seed = seed
        rows = FlatBuffer(minimumCapacity: expectedCount)
    }

    var count: Int { @inline(__always) get { rows.count } }

    subscript(index: Int) -> Row { @inline(__always) get { rows[index] } }

    /// Forgets all rows, and keeps the memory.
    mutating func removeAll() {
        rows.truncate(to: 0)
        slots.truncate(to: 0)
        firstKeys.truncate(to: 0)
    }

    /// Adds a row whose key is above every one here.
    mutating func append(_ row: Row) {
        let place = rows.count % Self.blockRows
        if place == 0 {
            firstKeys.append(row.key)
            slots.append(zeros: Self.blockSlots)
        }
        let first = rows.count / Self.blockRows * Self.blockSlots
        rows.append(row)
        let hash = row.key.hash(seed: seed)
        var slot = Int(truncatingIfNeeded: hash) & (Self.blockSlots - 1)
        while slots[first + slot] != 0 { slot = (slot + 1) & (Self.blockSlots - 1) }
        slots[first + slot] = Self.tag(hash) | UInt32(truncatingIfNeeded: place + 1)
    }

    @inline(__always)
    private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash &>> 32) & 0xFFFF_0000 }

    func index(of key: Row.Key) -> Int? {
        // The last block whose first key is not above this one.
        var low = 0
        var high = firstKeys.count
        while low < high {
            let middle = (low + high) / 2
            if key < firstKeys[middle] { high = middle } else { low = middle + 1 }
        }
        guard low > 0 else { return nil }
        let block = low - 1
        let hash = key.hash(seed: seed)
        var slot = Int(truncatingIfNeeded: hash) & (Self.blockSlots - 1)
        while true {
            let entry = slots[block * Self.blockSlots + slot]
            if entry == 0 { return nil }
            if entry & 0xFFFF_0000 == Self.tag(hash) {
                let index = block * Self.blockRows + Int(entry & 0xFFFF) - 1
                if rows[index].key == key { return index }
            }
            slot = (slot + 1) & (Self.blockSlots - 1)
        }
    }

    /// The place of the first row whose key is not below `key`.
    func firstIndex(notBelow key: Row.Key) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Visits the rows here and others, given in the order of their keys, in that order; where both have a key, the other.
    func merge(with others: [Row], _ visit: (Row) -> Void) {
        var next = 0
        for other in others {
            while next < rows.count, rows[next].key < other.key {
                visit(rows[next])
                next += 1
            }
            if next < rows.count, rows[next].key == other.key { next += 1 }
            visit(other)
        }
        while next < rows.count {
            visit(rows[next])
            next += 1
        }
    }
}
