// refused: requires that 'RawSpan' conform to 'Escapable'
import LMDB

func level(_ environment: borrowing Environment, _ levels: Database) throws(StorageError) -> Int {
    let value: RawSpan? = try environment.read { transaction throws(StorageError) in
        try transaction.value(for: [1], in: levels)
    }
    return value?.byteCount ?? 0
}
