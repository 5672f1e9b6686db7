// refused: requires that 'WriteTransaction' conform to 'Escapable'
import LMDB

func begin(_ writer: inout Writer) throws(StorageError) {
    let transaction: WriteTransaction = try writer.write { transaction throws(StorageError) in transaction }
    _ = transaction.id
}
