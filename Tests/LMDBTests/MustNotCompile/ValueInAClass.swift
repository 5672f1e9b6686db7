// refused: cannot return a ~Escapable result
import LMDB

final class Cache {
    var level: RawSpan?
}

func keep(_ snapshot: borrowing Snapshot, _ levels: Database, in cache: Cache) throws(StorageError) {
    cache.level = try snapshot.value(for: [1], in: levels)
}
