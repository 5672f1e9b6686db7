// not yet refused
// The gap in Swift 6.3 for which cursors check at run time that their transaction lives.
import LMDB

func level(_ environment: borrowing Environment, _ levels: Database) throws(StorageError) {
    var kept: Cursor? = nil
    try environment.read { transaction throws(StorageError) in
        kept = try transaction.cursor(in: levels)
    }
    guard var cursor = kept else { return }
    _ = try cursor.first()
}
