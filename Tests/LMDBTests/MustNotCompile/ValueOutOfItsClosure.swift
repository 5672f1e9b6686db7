// refused: lifetime-dependent variable 'kept' escapes its scope
import LMDB

func level(_ environment: borrowing Environment, _ levels: Database) throws(StorageError) -> Int {
    var kept = RawSpan()
    try environment.read { transaction throws(StorageError) in
        if let value = try transaction.value(for: [1], in: levels) { kept = value }
    }
    return kept.byteCount
}
