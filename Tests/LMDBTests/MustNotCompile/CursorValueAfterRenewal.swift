// refused: overlapping accesses to 'snapshot'
import LMDB

func level(_ snapshot: inout Snapshot, _ levels: Database) throws(StorageError) -> Int {
    var cursor = try snapshot.cursor(in: levels)
    _ = try cursor.first()
    let value = cursor.value
    _ = consume cursor
    try snapshot.renew()
    return value.byteCount
}
