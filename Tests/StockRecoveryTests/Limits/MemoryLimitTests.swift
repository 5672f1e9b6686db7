import Foundation
import Glibc
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Synchronization
import Testing

@Suite("A process may have no more memory")
struct MemoryLimitTests {
    /// Swift ends a process that gets no memory: what it had acknowledged is what a kill leaves.
    @Test func `it ends, and all that it acknowledged is there when the store is opened again`() async throws {
        try await withTemporaryFolder { folder in
            let (store, acknowledged) = (folder + "/store", folder + "/acknowledged")
            await #expect(processExitsWith: .failure) {
                [store = store as String, acknowledged = acknowledged as String] in
                try await LittleMemory(store: store, acknowledged: acknowledged).run()
            }
            let text = try String(contentsOfFile: acknowledged, encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: true).dropLast(
                text.hasSuffix("\n") ? 0 : 1)
            #expect(lines.count > 10)
            let stock = try await Depot.open(store)
            for line in lines {
                #expect(try await stock.document(DocumentKey("P-\(line)"))?.body.count == 60_000, "\(line)")
            }
            #expect(try await stock.verify().differences == [])
            try await stock.close()
        }
    }
}

/// A process that changes more than its memory holds, without a checkpoint.
struct LittleMemory {
    let store: String
    let acknowledged: String

    func run() async throws {
        _ = FileManager.default.createFile(atPath: acknowledged, contents: nil)
        let file = try FileHandle(forWritingTo: URL(filePath: acknowledged))
        let stock = try await Depot.open(store)
        try await stock.accept(1 << 40, .define(Depot.masterData))
        var limit = rlimit(rlim_cur: rlim_t(Self.dataBytes() + 48 << 20), rlim_max: rlim_t.max)
        guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else { exit(0) }
        for number in UInt64(0)..<20_000 {
            try await stock.accept(number, Depot.paper("P-\(number)", bytes: 60_000))
            try file.write(contentsOf: Data("\(number)\n".utf8))
        }
        exit(0)
    }

    /// What counts against the limit already: private writable memory.
    private static func dataBytes() -> UInt64 {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmData:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { UInt64($0) } ?? 0) << 10
    }
}
