// refused: overlapping accesses to 'writer'
import LMDB

func change(_ writer: inout Writer, _ levels: Database) throws(StorageError) {
    try writer.write { transaction throws(StorageError) in
        try writer.write { another throws(StorageError) in try another.clear(levels) }
        try transaction.clear(levels)
    }
}
