// accepted
// What the refused programs do, done rightly: proves that they are refused for their mistake alone.
import LMDB

struct Engine: ~Copyable {
    let environment: Environment
    var writer: Writer
    var snapshot: Snapshot
    let levels: Database

    borrowing func level() throws(StorageError) -> Int {
        guard let value = try snapshot.value(for: [1], in: levels) else { return 0 }
        return value.byteCount
    }

    mutating func checkpoint() throws(StorageError) {
        try writer.write { [levels] transaction throws(StorageError) in
            if let value = try transaction.value(for: [1], in: levels), value.isEmpty { return }
            try transaction.put([2].span.unpadded, for: [1].span.unpadded, in: levels)
            var cursor = try transaction.cursor(in: levels)
            while try cursor.next() { try cursor.replaceValue(with: [3].span.unpadded) }
        }
        try snapshot.renew()
    }

    borrowing func count() throws(StorageError) -> Int {
        var cursor = try snapshot.cursor(in: levels)
        var count = 0
        while try cursor.next() { count += cursor.key.byteCount }
        return count
    }
}
