import LMDB
import Testing

@Suite("Limits")
struct LimitTests {
    @Test(arguments: [0, 1, 511, 512]) func `a key has 1 to 511 bytes`(count: Int) throws {
        var store = try TemporaryStore()
        let levels = store.levels
        let key = [UInt8](repeating: 1, count: count)
        let expected: StorageError.Code? = (1...511).contains(count) ? nil : .keySize
        let snapshot = try store.environment.snapshot()
        #expect(code { () throws(StorageError) in try store.put([1], for: key) } == expected)
        #expect(code { () throws(StorageError) in _ = copy(try snapshot.value(for: key, in: levels)) } == expected)
        let sought = code { () throws(StorageError) in
            var cursor = try snapshot.cursor(in: levels)
            _ = try cursor.seek(atOrAfter: key.span.unpadded)
        }
        #expect(sought == expected)
    }

    @Test func `a refused key does not spoil its transaction`() throws {
        var store = try TemporaryStore()
        let levels = store.levels
        let entries = try store.writer.write { transaction throws(StorageError) in
            try transaction.put([1].span.unpadded, for: [7].span.unpadded, in: levels)
            do throws(StorageError) {
                try transaction.put([1].span.unpadded, for: RawSpan(), in: levels)
            } catch {
                #expect(error.code == .keySize)
            }
            return try transaction.statistics(of: levels).entries
        }
        #expect(entries == 1)
    }

    @Test func `a full map is told from a full disk, and the last state stands`() throws {
        var store = try TemporaryStore(options: EnvironmentOptions(mapSizeBytes: 1 << 17))
        try store.put([1], for: [7])
        let levels = store.levels
        let large = [UInt8](repeating: 1, count: 1 << 18)
        do throws(StorageError) {
            try store.put(large, for: [8])
            Issue.record("the value fitted")
        } catch {
            #expect(error.code == .mapFull)
            #expect(!error.isFinal)
        }
        try store.put([2], for: [9])
        let snapshot = try store.environment.snapshot()
        #expect(try snapshot.statistics(of: levels).entries == 2)
    }

    @Test func `a transaction whose failure was hidden does not commit`() throws {
        var store = try TemporaryStore(options: EnvironmentOptions(mapSizeBytes: 1 << 17))
        let levels = store.levels
        let large = [UInt8](repeating: 1, count: 1 << 18)
        let refused = code { () throws(StorageError) in
            try store.writer.write { transaction throws(StorageError) in
                try transaction.put([1].span.unpadded, for: [7].span.unpadded, in: levels)
                _ = code { () throws(StorageError) in
                    try transaction.put(large.span.unpadded, for: [8].span.unpadded, in: levels)
                }
            }
        }
        #expect(refused == .transactionFailed)
        let snapshot = try store.environment.snapshot()
        #expect(try snapshot.statistics(of: levels).entries == 0)
    }
}
