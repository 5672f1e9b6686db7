// refused: cannot return a ~Escapable result
import LMDB

func entries(_ environment: borrowing Environment, _ levels: Database) throws(StorageError) -> Cursor {
    let snapshot = try environment.snapshot()
    return try snapshot.cursor(in: levels)
}
