// refused: noncopyable 'snapshot' cannot be consumed when captured by an escaping closure or borrowed by a non-Escapable type
import LMDB

func level(_ environment: borrowing Environment, _ levels: Database) throws(StorageError) -> Int {
    let snapshot = try environment.snapshot()
    let value = try snapshot.value(for: [1], in: levels)
    end(snapshot)
    return value?.byteCount ?? 0
}

func end(_ snapshot: consuming Snapshot) {}
