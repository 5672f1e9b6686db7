import StockBytes

/// Chains of row indexes under keys.
///
/// Entries are only added, newest first: whoever reads one checks it against the row, which may have changed since,
/// or whose place may hold another one after a transaction was taken back.
struct ChainIndex<Key: FlatKey>: ~Copyable, Sendable {
    struct Chain: FlatRow {
        var key: Key
        /// Index + 1 of the newest entry, or zero.
        var newest: UInt32
    }

    struct Entry: BitwiseCopyable {
        var row: UInt32
        /// Index + 1 of the entry added before, or zero.
        var previous: UInt32
    }

    private var chains: FlatTable<Chain>
    private var entries: FlatBuffer<Entry>

    init(seed: UInt64, expectedCount: Int = 0) {
        chains = FlatTable(seed: seed)
        entries = FlatBuffer(minimumCapacity: expectedCount)
    }

    /// Returns whether the chain was empty before.
    @discardableResult
    mutating func add(_ row: Int, under key: Key) -> Bool {
        let row = UInt32(truncatingIfNeeded: row)
        guard let index = chains.index(of: key) else {
            entries.append(Entry(row: row, previous: 0))
            chains.insert(Chain(key: key, newest: UInt32(truncatingIfNeeded: entries.count)))
            return true
        }
        let newest = chains[index].newest
        entries.append(Entry(row: row, previous: newest))
        chains[index].newest = UInt32(truncatingIfNeeded: entries.count)
        return newest == 0
    }

    func visit(_ key: Key, _ visit: (Int) -> Void) {
        guard let index = chains.index(of: key) else { return }
        var next = chains[index].newest
        while next != 0 {
            let entry = entries[Int(next) - 1]
            visit(Int(entry.row))
            next = entry.previous
        }
    }

    /// Has the system give the memory of the entries, so that nobody who adds one waits for it.
    mutating func touchCapacity() { entries.touchCapacity() }

    /// Forgets all, and keeps the memory.
    mutating func removeAll() {
        chains.removeAll()
        entries.truncate(to: 0)
    }

    mutating func empty(_ key: Key) {
        if let index = chains.index(of: key) { chains[index].newest = 0 }
    }
}
