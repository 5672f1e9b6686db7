import LMDB
import StockAPI
import StockBytes

extension StoreFolder {
    private static var rowsTogether: Int { 50_000 }

    /// What some thousand rows say for an index, whose rows hold nothing but their keys.
    struct IndexPart {
        fileprivate var keys: [[UInt8]] = []
        /// What the rows that were read were in the state hash, where they go.
        var removedHash: UInt128 = 0
        /// The first row that was not read.
        fileprivate var next: [UInt8]?

        mutating func add(_ encode: (inout ByteWriter) -> Void) {
            var key = ByteWriter()
            encode(&key)
            keys.append(key.array)
        }
    }

    /// Makes an index of the rows of a table, some thousand in each transaction, and counts it in the state hash.
    ///
    /// One that was interrupted begins anew, with an empty index: the older program may have used the store meanwhile.
    mutating func makeIndex(
        _ index: StoreTable, from table: StoreTable,
        _ read: (_ key: RawSpan, _ value: RawSpan, inout IndexPart) throws(StockFailure) -> Void
    ) throws(StockFailure) {
        try clear(index)
        var hash: UInt128 = 0
        var from: [UInt8]? = []
        while let start = from {
            let part = try indexPart(of: table, from: start, read)
            hash &-= part.removedHash
            hash &+= try put(part.keys.sorted { $0.lexicographicallyPrecedes($1) }, in: index)
            from = part.next
        }
        facts.stateHash &+= hash
    }

    private mutating func clear(_ index: StoreTable) throws(StockFailure) {
        let table = TableWrite(databases: databases, stateHash: facts.stateHash)
        try writer.write(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            try table.clear(index, in: &transaction)
        }
    }

    private func indexPart(
        of table: StoreTable, from start: [UInt8],
        _ read: (_ key: RawSpan, _ value: RawSpan, inout IndexPart) throws(StockFailure) -> Void
    ) throws(StockFailure) -> IndexPart {
        let database = databases[table]
        return try environment.read(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            var part = IndexPart()
            var rowsRead = 0
            var first = ByteWriter()
            first.append(bytes: start)
            try transaction.scan(database, table, from: first.span, reversed: false) {
                key, value throws(StockFailure) in
                guard rowsRead < Self.rowsTogether else {
                    var next = ByteWriter()
                    next.append(bytes: key)
                    part.next = next.array
                    return false
                }
                rowsRead += 1
                try read(key, value, &part)
                return true
            }
            return part
        }
    }

    /// Returns what the rows add to the state hash.
    private mutating func put(_ keys: [[UInt8]], in index: StoreTable) throws(StockFailure) -> UInt128 {
        let database = databases[index]
        return try writer.write(failingAs: StockFailure.init) { transaction throws(StockFailure) in
            var hash: UInt128 = 0
            for bytes in keys {
                var key = ByteWriter()
                var value = ByteWriter()
                key.append(bytes: bytes)
                value.append(RowBytes.version)
                hash &+= StoreFacts.weight(RowBytes.hash(of: value.span, key: key.span, in: index))
                RowBytes.seal(&value, from: 0, key: key.span, in: index)
                do throws(StorageError) {
                    try transaction.put(value.span, for: key.span, in: database)
                } catch { throw StockFailure(error) }
            }
            return hash
        }
    }
}
