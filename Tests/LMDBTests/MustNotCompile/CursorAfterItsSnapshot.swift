// refused: noncopyable 'snapshot' cannot be consumed when captured by an escaping closure or borrowed by a non-Escapable type
import LMDB

func level(_ environment: borrowing Environment, _ levels: Database) throws(StorageError) -> Int {
    let snapshot = try environment.snapshot()
    var cursor = try snapshot.cursor(in: levels)
    end(snapshot)
    _ = try cursor.first()
    return cursor.value.byteCount
}

func end(_ snapshot: consuming Snapshot) {}
