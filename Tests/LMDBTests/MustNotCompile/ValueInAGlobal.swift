// refused: lifetime-dependent value escapes its scope
import LMDB

nonisolated(unsafe) var kept: RawSpan?

func keep(_ snapshot: borrowing Snapshot, _ levels: Database) throws(StorageError) {
    kept = try snapshot.value(for: [1], in: levels)
}
