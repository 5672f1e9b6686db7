// refused: lifetime-dependent variable 'value' escapes its scope
import LMDB

func level(_ environment: borrowing Environment, _ levels: Database) throws(StorageError) -> Int {
    var value = RawSpan()
    do {
        let snapshot = try environment.snapshot()
        var cursor = try snapshot.cursor(in: levels)
        _ = try cursor.first()
        value = cursor.value
    }
    return value.byteCount
}
