// refused: overlapping accesses to 'transaction'
import LMDB

func level(_ transaction: inout WriteTransaction, _ levels: Database) throws(StorageError) -> Int {
    let value = try transaction.value(for: [1], in: levels)
    _ = try transaction.delete([1].span.unpadded, in: levels)
    return value?.byteCount ?? 0
}
