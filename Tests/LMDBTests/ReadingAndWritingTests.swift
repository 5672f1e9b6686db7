import LMDB
import Testing

@Suite("Reading and writing")
struct ReadingAndWritingTests {
    @Test func `a committed value is read`() throws {
        var store = try TemporaryStore()
        try store.put([1, 2, 3], for: [7])
        let levels = store.levels
        let read = try store.environment.read { transaction throws(StorageError) in
            copy(try transaction.value(for: [7], in: levels))
        }
        #expect(read == [1, 2, 3])
    }

    @Test func `a commit is the same at any pace, one after the other`() throws {
        var store = try TemporaryStore()
        let levels = store.levels
        for (key, pace) in [(1, CommitPace.steady), (2, .atOnce), (3, .steady), (4, .steady), (5, .atOnce)] {
            try store.writer.write(pace: pace, failingAs: { $0 }) { transaction throws(StorageError) in
                for low in UInt8(0)..<200 {
                    let value = [UInt8](repeating: low, count: 1_000)
                    try transaction.put(value.span.unpadded, for: [UInt8(key), low].span.unpadded, in: levels)
                }
            }
        }
        let sum = try store.environment.read { transaction throws(StorageError) in
            var sum = 0
            for key in UInt8(1)...5 {
                for low in UInt8(0)..<200 {
                    let value = copy(try transaction.value(for: [key, low], in: levels))
                    if value == [UInt8](repeating: low, count: 1_000) { sum += 1 }
                }
            }
            return sum
        }
        #expect(sum == 1_000)
    }

    @Test func `a key that does not exist is nil, and in another database too`() throws {
        var store = try TemporaryStore()
        try store.put([1], for: [7])
        let (levels, holds) = (store.levels, store.holds)
        try store.environment.read { transaction throws(StorageError) in
            let other = copy(try transaction.value(for: [8], in: levels))
            let elsewhere = copy(try transaction.value(for: [7], in: holds))
            #expect(other == nil)
            #expect(elsewhere == nil)
        }
    }

    @Test func `an empty value exists`() throws {
        var store = try TemporaryStore()
        try store.put([], for: [7])
        let levels = store.levels
        let read = try store.environment.read { transaction throws(StorageError) in
            copy(try transaction.value(for: [7], in: levels))
        }
        #expect(read == [])
    }

    @Test func `a transaction that throws changes nothing`() throws {
        var store = try TemporaryStore()
        let levels = store.levels
        struct Refused: Error {}
        #expect(throws: Refused.self) {
            try store.writer.write(failingAs: { _ in Refused() }) { transaction throws(Refused) in
                do throws(StorageError) {
                    try transaction.put([1].span.unpadded, for: [7].span.unpadded, in: levels)
                    let own = copy(try transaction.value(for: [7], in: levels))
                    #expect(own == [1], "it reads its own changes")
                } catch {
                    Issue.record(error)
                }
                throw Refused()
            }
        }
        let entries = try store.environment.read { transaction throws(StorageError) in
            try transaction.statistics(of: levels).entries
        }
        #expect(entries == 0)
    }

    @Test func `insert keeps what is there, and says so`() throws {
        var store = try TemporaryStore()
        let levels = store.levels
        let answers = try store.writer.write { transaction throws(StorageError) in
            let first = try transaction.insert([1].span.unpadded, for: [7].span.unpadded, in: levels)
            let second = try transaction.insert([2].span.unpadded, for: [7].span.unpadded, in: levels)
            return [first, second]
        }
        #expect(answers == [true, false])
        let snapshot = try store.environment.snapshot()
        let read = copy(try snapshot.value(for: [7], in: levels))
        #expect(read == [1])
    }

    @Test func `delete says whether there was an entry`() throws {
        var store = try TemporaryStore()
        try store.put([1], for: [7])
        let levels = store.levels
        let answers = try store.writer.write { transaction throws(StorageError) in
            let first = try transaction.delete([7].span.unpadded, in: levels)
            let second = try transaction.delete([7].span.unpadded, in: levels)
            return [first, second]
        }
        #expect(answers == [true, false])
    }

    @Test func `clear empties one database and leaves the other`() throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 1_000)
        let (levels, holds) = (store.levels, store.holds)
        let entries = try store.writer.write { transaction throws(StorageError) in
            try transaction.put([1].span.unpadded, for: [7].span.unpadded, in: holds)
            try transaction.clear(levels)
            return [try transaction.statistics(of: levels).entries, try transaction.statistics(of: holds).entries]
        }
        #expect(entries == [0, 1])
    }

    @Test func `a value larger than a page comes back whole`() throws {
        var store = try TemporaryStore()
        let value = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        try store.put(value, for: [7])
        let snapshot = try store.environment.snapshot()
        let read = copy(try snapshot.value(for: [7], in: store.levels))
        #expect(read == value)
        let pages = try snapshot.statistics(of: store.levels).overflowPages
        #expect(pages == 25)
    }

    @Test func `what was committed is there after opening again`() throws {
        let folder = try TemporaryFolder()
        try writeAndClose(folder.path)
        let environment = try Environment.open(at: folder.path, options: EnvironmentOptions(access: .readOnly))
        let levels = try environment.openDatabase("levels")
        let read = try environment.read { transaction throws(StorageError) in
            copy(try transaction.value(for: [7], in: levels))
        }
        #expect(read == [1])
        #expect(code { () throws(StorageError) in _ = try environment.takeWriter() } == .readOnly)
    }

    private func writeAndClose(_ path: String) throws {
        let environment = try Environment.open(at: path)
        var writer = try environment.takeWriter()
        let levels = try writer.openDatabase("levels")
        try writer.write { transaction throws(StorageError) in
            try transaction.put([1].span.unpadded, for: [7].span.unpadded, in: levels)
        }
    }
}
