import LMDB
import StockAPI
import StockBytes
import StockModel

extension Overlay {
    borrowing func writeDocuments(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        let keys = documents.entries.keys.sorted()
        try table.write(.documents, count: keys.count, in: &transaction) { index, key, value in
            key.append(bytes: keys[index].bytes)
            guard case let document?? = documents[keys[index]] else { return .delete }
            document.encodeRow(into: &value)
            return .put
        }
        let changed = terms.entries.keys.sorted()
        try table.write(.terms, count: changed.count, in: &transaction) { index, key, value in
            key.append(bytes: changed[index].bytes)
            guard case .some(.some) = terms[changed[index]] else { return .delete }
            value.append(RowBytes.version)
            return .put
        }
    }

    borrowing func writeMasterData(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        try Self.write(skus, .skus, { $0.rawValue }, &table, in: &transaction)
        try Self.write(kitUses, .kitUses, &table, in: &transaction, KitUses.encode)
        try Self.write(policies, .policies, &table, in: &transaction, PolicyRow.encode)
        try Self.write(thresholds, .thresholds, &table, in: &transaction, ThresholdRow.encode)
        let uses = channelUse.indexesByKey()
        try table.write(.channelUse, count: uses.count, in: &transaction) { index, key, value in
            let row = channelUse[uses[index]]
            row.key.encode(into: &key)
            guard row.isCounted else { return .delete }
            row.encode(into: &value)
            return .put
        }
        try Self.write(sites, .sites, { UInt64($0.rawValue) }, &table, in: &transaction)
        try Self.write(locations, .locations, { UInt64($0.rawValue) }, &table, in: &transaction)
        try Self.write(channels, .channels, { UInt64($0.rawValue) }, &table, in: &transaction)
    }

    /// What there is of a SKU, all in one row; nothing deletes the row.
    private static func write<Value>(
        _ rows: OrderedTable<SKU, Value>, _ name: StoreTable, _ table: inout TableWrite,
        in transaction: inout WriteTransaction, _ encode: (Value, inout ByteWriter) -> Void
    ) throws(StockFailure) {
        let skus = rows.entries.keys.sorted()
        try table.write(name, count: skus.count, in: &transaction) { index, key, value in
            key.appendBigEndian(skus[index].rawValue)
            guard case let found?? = rows[skus[index]] else { return .delete }
            encode(found, &value)
            return .put
        }
    }

    /// Definitions: the number as 8 bytes big-endian, then a version byte and the definition's own bytes.
    private static func write<Key, Value: BytesCodable>(
        _ definitions: OrderedTable<Key, Value>, _ name: StoreTable, _ number: (Key) -> UInt64,
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        let keys = definitions.entries.keys.sorted()
        try table.write(name, count: keys.count, in: &transaction) { index, key, value in
            guard case let definition?? = definitions[keys[index]] else { return .skip }
            key.appendBigEndian(number(keys[index]))
            value.append(RowBytes.version)
            definition.encode(into: &value)
            return .put
        }
    }
}
