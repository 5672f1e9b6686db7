// refused: overlapping accesses to 'cursor'
import LMDB

func level(_ cursor: inout WriteCursor) throws(StorageError) -> Int {
    let value = cursor.value
    try cursor.delete()
    return value.byteCount
}
