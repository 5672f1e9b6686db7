// refused: overlapping accesses to 'transaction'
import LMDB

func change(_ transaction: inout WriteTransaction, _ levels: Database) throws(StorageError) {
    var cursor = try transaction.cursor(in: levels)
    var another = try transaction.cursor(in: levels)
    _ = try another.first()
    _ = try cursor.first()
}
