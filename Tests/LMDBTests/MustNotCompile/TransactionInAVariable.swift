// refused: implicit conversion to 'ReadTransaction?' is consuming
import LMDB

func begin(_ environment: borrowing Environment) throws(StorageError) {
    var kept: ReadTransaction?
    try environment.read { transaction throws(StorageError) in kept = transaction }
    _ = kept?.id
}
