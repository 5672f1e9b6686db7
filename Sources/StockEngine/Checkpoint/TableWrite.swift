import LMDB
import StockAPI
import StockBytes

/// What a checkpoint does with one row.
enum RowAction {
    case put
    case delete
    case skip
}

/// Writes rows of one table in the order of their keys, and keeps the state hash.
///
/// The hash of levels is kept by `LevelWrite`, which knows what they were.
struct TableWrite: ~Copyable {
    let databases: StoreDatabases
    var stateHash: UInt128
    /// Rows put or deleted, and their bytes.
    private(set) var rowCount: UInt64 = 0
    private(set) var byteCount: UInt64 = 0
    /// Pages of which rows were deleted, about.
    var pagesDeletedFrom: Int { deletedFrom.count }
    private var deletedFrom = PageSet()
    private var lastDeletedFrom: UInt64 = 0

    init(databases: StoreDatabases, stateHash: UInt128) {
        self.databases = databases
        self.stateHash = stateHash
    }

    /// Asks for `count` rows one by one, their keys ascending.
    ///
    /// A put row holds its version and fields; the checksum is added here.
    mutating func write(
        _ table: StoreTable, count: Int, in transaction: inout WriteTransaction,
        _ row: (_ index: Int, _ key: inout ByteWriter, _ value: inout ByteWriter) throws(StockFailure) -> RowAction
    ) throws(StockFailure) {
        guard count > 0 else { return }
        let keepsHash = table.isHashed && table != .levels
        var cursor = try transaction.storeCursor(in: databases[table])
        var key = ByteWriter()
        var value = ByteWriter()
        // Behind the last key of the table every row is new: appended, without a search.
        var lastKey = ByteWriter()
        var isBehindLast = true
        do throws(StorageError) {
            if try cursor.last() {
                isBehindLast = false
                lastKey.append(bytes: cursor.key)
            }
        } catch { throw StockFailure(error) }
        for index in 0..<count {
            key.removeAll()
            value.removeAll()
            let action = try row(index, &key, &value)
            guard action != .skip else { continue }
            if !isBehindLast { isBehindLast = lastKey.span.precedes(key.span) }
            var hash: UInt64 = 0
            if action == .put {
                hash = RowBytes.hash(of: value.span, key: key.span, in: table)
                value.append(UInt32(truncatingIfNeeded: hash))
            }
            do throws(StorageError) {
                if isBehindLast {
                    guard action == .put else { continue }
                    try cursor.append(value.span, for: key.span)
                } else {
                    if keepsHash || action == .delete {
                        guard try remove(table, key.span, &cursor, isReplaced: action == .put) else { continue }
                    }
                    if action == .put { try cursor.put(value.span, for: key.span) } else { try cursor.delete() }
                }
            } catch { throw StockFailure(error) }
            if action == .put, keepsHash { stateHash &+= StoreFacts.weight(hash) }
            rowCount += 1
            byteCount += UInt64(key.count + value.count)
        }
    }

    /// Takes the row that stands at a key out of the state hash.
    ///
    /// False: there is nothing to delete.
    private mutating func remove(
        _ table: StoreTable, _ key: RawSpan, _ cursor: inout WriteCursor, isReplaced: Bool
    ) throws(StorageError) -> Bool {
        guard try cursor.seek(to: key) else { return isReplaced }
        stateHash &-= StoreFacts.weight(
            RowBytes.hash(ofRow: cursor.value, key: key, in: table))
        return true
    }

    /// Takes a row's hash out of the state hash, where there was one, and puts another one in.
    mutating func replaceHash(_ old: UInt64?, with new: UInt64) {
        if let old { stateHash &-= StoreFacts.weight(old) }
        stateHash &+= StoreFacts.weight(new)
    }

    /// Removes all rows of a table, whose part in the state hash stays as it is.
    func clear(_ table: StoreTable, in transaction: inout WriteTransaction) throws(StockFailure) {
        do throws(StorageError) { try transaction.clear(databases[table]) } catch { throw StockFailure(error) }
    }

    /// How many pages those tables have in which rows change all over.
    func storePages(in transaction: borrowing WriteTransaction) throws(StockFailure) -> StorePages {
        StorePages(
            levels: try pages(of: .levels, in: transaction),
            reservations: try pages(of: .reservations, in: transaction),
            owners: try pages(of: .owners, in: transaction),
            commitments: try pages(of: .reservationCommitments, in: transaction))
    }

    /// How many pages a table has.
    func pages(of table: StoreTable, in transaction: borrowing WriteTransaction) throws(StockFailure) -> Int {
        do throws(StorageError) {
            return try transaction.statistics(of: databases[table]).treePages
        } catch { throw StockFailure(error) }
    }

    /// Deletes the row at a cursor, whose hash is known since it was read.
    mutating func delete(at cursor: inout WriteCursor, hash: UInt64) throws(StockFailure) {
        stateHash &-= StoreFacts.weight(hash)
        let page = cursor.value.memoryPage
        if page != lastDeletedFrom {
            deletedFrom.insert(page)
            lastDeletedFrom = page
        }
        do throws(StorageError) { try cursor.delete() } catch { throw StockFailure(error) }
        rowCount += 1
    }
}

extension WriteTransaction {
    @_lifetime(&self)
    mutating func storeCursor(in database: Database) throws(StockFailure) -> WriteCursor {
        do throws(StorageError) { return try cursor(in: database) } catch { throw StockFailure(error) }
    }
}

extension RawSpan {
    /// Byte by byte, as LMDB orders keys.
    func precedes(_ other: RawSpan) -> Bool {
        var left = ByteReader(self)
        var right = ByteReader(other)
        while let a = try? left.read(UInt8.self) {
            guard let b = try? right.read(UInt8.self) else { return false }
            if a != b { return a < b }
        }
        return !right.isAtEnd
    }
}
