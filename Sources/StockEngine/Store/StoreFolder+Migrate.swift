import LMDB
import StockAPI
import StockBytes
import StockModel

extension StoreFolder {
    /// Brings a store of an older format to the current one.
    ///
    /// Format 2 did not say how long the store remembers: what it is opened with now counts.
    mutating func migrate(_ retention: Retention) throws(StockFailure) {
        guard facts.format < StoreFacts.formatCurrent else { return }
        if facts.format < 2 { try indexLevels() }
        facts.format = StoreFacts.formatCurrent
        facts.retention = retention
        try writeFacts()
    }

    /// Format 1 had no `levelsAtLocation`: it is made of the levels, some thousands of them in each transaction.
    ///
    /// One that was interrupted begins anew, and writes the same.
    private mutating func indexLevels() throws(StockFailure) {
        var from: LevelKey? = .first
        var added: UInt128 = 0
        while let start = from {
            let levels = try levelKeys(from: start, limit: Self.migratedTogether + 1)
            from = levels.count > Self.migratedTogether ? levels.last : nil
            added &+= try index(Array(levels.prefix(Self.migratedTogether)))
        }
        facts.stateHash &+= added
    }

    private static var migratedTogether: Int { 50_000 }

    private func levelKeys(from start: LevelKey, limit: Int) throws(StockFailure) -> [LevelKey] {
        let database = databases[.levels]
        return try environment.read(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            var keys: [LevelKey] = []
            var from = ByteWriter()
            start.encode(into: &from)
            try transaction.scan(database, from: from.span, reversed: false) { key, _ throws(StockFailure) in
                var reader = ByteReader(key)
                guard let level = try? LevelKey(from: &reader) else {
                    throw .damaged("a key of `levels` cannot be read")
                }
                keys.append(level)
                return keys.count < limit
            }
            return keys
        }
    }

    /// Returns what the index rows add to the state hash.
    private mutating func index(_ levels: [LevelKey]) throws(StockFailure) -> UInt128 {
        let databases = databases
        let order = levels.sorted { ($0.location, $0.sku) < ($1.location, $1.sku) }
        return try writer.write(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            var hash: UInt128 = 0
            for level in order {
                var key = ByteWriter()
                var value = ByteWriter()
                LocationLevelKey.encode(
                    LocationID(rawValue: level.location), SKU(rawValue: level.sku), into: &key)
                value.append(RowBytes.version)
                hash &+= StoreFacts.weight(RowBytes.hash(of: value.span, key: key.span, in: .levelsAtLocation))
                RowBytes.seal(&value, from: 0, key: key.span, in: .levelsAtLocation)
                do throws(StorageError) {
                    try transaction.put(value.span, for: key.span, in: databases[.levelsAtLocation])
                } catch { throw StockFailure(error) }
            }
            return hash
        }
    }
}
