// refused: overlapping accesses to 'snapshot'
import LMDB

func level(_ snapshot: inout Snapshot, _ levels: Database) throws(StorageError) -> Int {
    var cursor = try snapshot.cursor(in: levels)
    try snapshot.renew()
    _ = try cursor.first()
    return cursor.value.byteCount
}
