import LMDB
import Testing

@Suite("Cursors")
struct CursorTests {
    @Test func `keys come in order, in both directions`() throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 1_000)
        let snapshot = try store.environment.snapshot()
        var cursor = try snapshot.cursor(in: store.levels)
        var forward: [Int] = []
        while try cursor.next() { forward.append(number(cursor.key)) }
        #expect(forward == Array(0..<1_000))
        let isAtEntry = cursor.isAtEntry
        #expect(!isAtEntry, "after the last entry it stands at none")
        var backward: [Int] = []
        var more = try cursor.last()
        while more {
            backward.append(number(cursor.value))
            more = try cursor.previous()
        }
        #expect(backward == Array((0..<1_000).reversed()))
    }

    @Test func `seek finds the neighbours of a key that does not exist`() throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 1_000, step: 10)
        let snapshot = try store.environment.snapshot()
        var cursor = try snapshot.cursor(in: store.levels)
        func found(_ isFound: Bool, _ cursor: borrowing Cursor) -> Int? { isFound ? number(cursor.key) : nil }
        var answers: [Int?] = []
        for wanted in [55, 50, 5_000].map(bytes(of:)) {
            let after = try cursor.seek(atOrAfter: wanted.span.unpadded)
            answers.append(found(after, cursor))
            let before = try cursor.seek(atOrBefore: wanted.span.unpadded)
            answers.append(found(before, cursor))
            let there = try cursor.seek(to: wanted.span.unpadded)
            answers.append(found(there, cursor))
        }
        #expect(answers == [60, 50, nil, 50, 50, 50, nil, 990, nil])
        let beforeAll = try cursor.seek(atOrBefore: [0].span.unpadded)
        #expect(!beforeAll)
    }

    @Test func `a value read through a cursor stays while the cursor moves on`() throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 1_000)
        let snapshot = try store.environment.snapshot()
        var cursor = try snapshot.cursor(in: store.levels)
        _ = try cursor.first()
        let first = cursor.value
        _ = try cursor.last()
        let last = cursor.value
        let numbers = [number(first), number(last)]
        #expect(numbers == [0, 999])
    }

    @Test func `an empty database has no first and no last entry`() throws {
        let store = try TemporaryStore()
        let snapshot = try store.environment.snapshot()
        var cursor = try snapshot.cursor(in: store.levels)
        let answers = [
            try cursor.first(), try cursor.last(), try cursor.next(), try cursor.previous(),
            try cursor.seek(atOrBefore: [1].span.unpadded),
        ]
        #expect(answers == [false, false, false, false, false])
    }

    @Test func `a write cursor replaces values of any size without harming their keys`() throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 500)
        let levels = store.levels
        let sizes = [0, 2, 30, 700, 5_000]
        try store.writer.write { transaction throws(StorageError) in
            var cursor = try transaction.cursor(in: levels)
            while try cursor.next() {
                let number = number(cursor.key)
                let value = [UInt8](repeating: UInt8(number & 0xFF), count: sizes[number % sizes.count])
                try cursor.replaceValue(with: value.span.unpadded)
            }
        }
        let snapshot = try store.environment.snapshot()
        var cursor = try snapshot.cursor(in: levels)
        var expected = 0
        while try cursor.next() {
            let (key, value) = (number(cursor.key), bytes(of: cursor.value))
            #expect(key == expected)
            #expect(value == [UInt8](repeating: UInt8(key & 0xFF), count: sizes[key % sizes.count]))
            expected += 1
        }
        #expect(expected == 500)
    }

    @Test func `next after delete moves to the entry behind the deleted one`() throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 1_000)
        let levels = store.levels
        try store.writer.write { transaction throws(StorageError) in
            var cursor = try transaction.cursor(in: levels)
            while try cursor.next() {
                if number(cursor.key) % 2 == 1 { try cursor.delete() }
            }
        }
        let snapshot = try store.environment.snapshot()
        var cursor = try snapshot.cursor(in: levels)
        var left: [Int] = []
        while try cursor.next() { left.append(number(cursor.key)) }
        #expect(left == Array(stride(from: 0, to: 1_000, by: 2)))
    }

    @Test func `append refuses a key that is not greater than the last`() throws {
        var store = try TemporaryStore()
        let levels = store.levels
        let refused = code { () throws(StorageError) in
            try store.writer.write { transaction throws(StorageError) in
                var cursor = try transaction.cursor(in: levels)
                try cursor.append([1].span.unpadded, for: [7].span.unpadded)
                try cursor.append([1].span.unpadded, for: [7].span.unpadded)
            }
        }
        #expect(refused == .keyOutOfOrder)
    }

    @Test func `a cursor at no entry deletes and replaces nothing`() throws {
        var store = try TemporaryStore()
        try store.put([1], for: [7])
        let levels = store.levels
        for deletes in [true, false] {
            let refused = code { () throws(StorageError) in
                try store.writer.write { transaction throws(StorageError) in
                    var cursor = try transaction.cursor(in: levels)
                    if deletes { try cursor.delete() } else { try cursor.replaceValue(with: [2].span.unpadded) }
                }
            }
            #expect(refused == .cursorUnpositioned)
        }
    }

    @Test func `a cursor assigned out of its transaction fails instead of reading freed memory`() throws {
        var store = try TemporaryStore()
        try store.put([1], for: [7])
        let levels = store.levels
        var kept: Cursor? = nil
        try store.environment.read { transaction throws(StorageError) in
            var cursor = try transaction.cursor(in: levels)
            _ = try cursor.first()
            kept = consume cursor
        }
        guard var cursor = kept else { return }
        let bytes = cursor.value.byteCount
        #expect(bytes == 0)
        do throws(StorageError) {
            _ = try cursor.first()
            Issue.record("the cursor moved")
        } catch {
            #expect(error.code == .transactionEnded)
        }
    }

    @Test func `a write cursor assigned out of its transaction is not closed twice`() throws {
        var store = try TemporaryStore()
        let levels = store.levels
        do {
            var kept: WriteCursor? = nil
            try store.writer.write { transaction throws(StorageError) in
                kept = try transaction.cursor(in: levels)
            }
            guard var cursor = kept else { return }
            do throws(StorageError) {
                try cursor.put([1].span.unpadded, for: [7].span.unpadded)
                Issue.record("the cursor wrote")
            } catch {
                #expect(error.code == .transactionEnded)
            }
        }
        try store.put([1], for: [7])
    }
}
