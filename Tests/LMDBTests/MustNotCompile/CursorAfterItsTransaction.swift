// refused: requires that 'Cursor' conform to 'Escapable'
import LMDB

func level(_ environment: borrowing Environment, _ levels: Database) throws(StorageError) -> Int {
    var cursor: Cursor = try environment.read { transaction throws(StorageError) in
        try transaction.cursor(in: levels)
    }
    _ = try cursor.first()
    return cursor.value.byteCount
}
