// refused: overlapping accesses to 'snapshot'
import LMDB

func level(_ snapshot: inout Snapshot, _ levels: Database) throws(StorageError) -> Int {
    let value = try snapshot.value(for: [1], in: levels)
    try snapshot.renew()
    return value?.byteCount ?? 0
}
