import Foundation
import LMDB
import Testing

@Suite("Pages in the place of others")
struct MisplacedPageTests {
    private static let pageBytes = 4_096

    /// What is found under each of the keys, and why it ends when all entries are walked through.
    private static func read(_ path: String) throws -> (values: Set<Int>, end: StorageError.Code?) {
        let environment = try Environment.open(at: path, options: EnvironmentOptions(access: .readOnly))
        let levels = try environment.openDatabase("levels")
        let snapshot = try environment.snapshot()
        var values: Set<Int> = []
        for key in 0..<1_000 {
            if let value = try snapshot.value(for: bytes(of: key), in: levels) { values.insert(number(value)) }
        }
        let end = code { () throws(StorageError) in
            var cursor = try snapshot.cursor(in: levels)
            while try cursor.next() {}
        }
        return (values, end)
    }

    @Test func `a page that has another one's number is not read`() throws {
        var store = try TemporaryStore()
        try store.putNumbers(below: 1_000)
        let source = try TemporaryFolder()
        try store.environment.copy(to: source.path, compacting: true)
        let sound = [UInt8](try Data(contentsOf: URL(filePath: source.path + "/data.mdb")))
        let all = try Self.read(source.path)
        #expect(all.values.count == 1_000 && all.end == nil)
        // The names of the databases lie on one more leaf, of few entries.
        let leaves = (2..<sound.count / Self.pageBytes).filter { page in
            let start = page * Self.pageBytes
            return sound[start + 10] == 2 && Int(sound[start + 12]) | Int(sound[start + 13]) << 8 > 100
        }
        #expect(leaves.count > 2)
        var misplaced = sound
        let (from, to) = (leaves[0] * Self.pageBytes, leaves[1] * Self.pageBytes)
        misplaced.replaceSubrange(to..<to + Self.pageBytes, with: sound[from..<from + Self.pageBytes])
        try Data(misplaced).write(to: URL(filePath: source.path + "/data.mdb"))
        // A key that should be there leads to the page, and is not found on it: a cursor tells why.
        let found = try Self.read(source.path)
        #expect(found.values.count < 1_000 && found.end == .pageMisplaced)
    }
}
