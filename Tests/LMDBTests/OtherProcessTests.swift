import Foundation
import LMDB
import Testing

@Suite("Other processes")
struct OtherProcessTests {
    @Test func `a forked child is refused and does its parent no harm`() throws {
        var store = try TemporaryStore()
        try store.put([1], for: [7])
        let snapshot = try store.environment.snapshot()
        guard let fork = unsafe dlsym(nil, "fork") else { return }
        let child = unsafe unsafeBitCast(fork, to: (@convention(c) () -> Int32).self)()
        if child == 0 {
            let refused = code { () throws(StorageError) in _ = try store.environment.snapshot() }
            _exit(refused == .usedAfterFork ? 0 : 1)
        }
        var status: Int32 = -1
        _ = unsafe waitpid(child, &status, 0)
        #expect(status == 0)
        let read = copy(try snapshot.value(for: [7], in: store.levels))
        #expect(read == [1])
        #expect(try store.environment.status().readers.count == 1)
    }

    @Test func `the slot of a reader that was killed is cleared`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        let environment = try Environment.open(at: path)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let environment = try Environment.open(at: path)
            let snapshot = try environment.snapshot()
            kill(getpid(), SIGKILL)
            _ = consume snapshot
        }
        #expect(try environment.status().readers.count == 1)
        #expect(try environment.checkReaders() == 1)
        #expect(try environment.status().readers.isEmpty)
    }
}
