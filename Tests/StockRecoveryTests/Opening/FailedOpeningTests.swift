import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Synchronization
import Testing

/// How one file operation of an opening goes wrong.
enum OpeningFault: CaseIterable, Sendable {
    case fails
    case happensAndIsReportedAsFailed
    case isTorn
    case findsNoRoom

    var decision: InjectedFaults.Decision {
        switch self {
        case .fails: .fail(EIO)
        case .happensAndIsReportedAsFailed: .failAfterwards(EIO)
        case .isTorn: .tear(afterBytes: 150, EIO)
        case .findsNoRoom: .fail(ENOSPC)
        }
    }
}

@Suite("A store is opened on a disk that fails, or was copied here a moment ago")
struct FailedOpeningTests {
    @Test(arguments: OpeningFault.allCases)
    func `an opening in which one operation fails loses nothing, whichever it is`(_ fault: OpeningFault) async throws {
        try await withCrashedStore { folder, hash in
            var refused = 0
            var operations = 0
            while true {
                let failing = operations
                let isOver = try await withCopy(of: folder) { copy in
                    let count = Atomic<Int>(0)
                    let faults = Faults()
                    faults.begin { _ in
                        count.add(1, ordering: .relaxed).oldValue == failing ? fault.decision : .proceed
                    }
                    do throws(StockFailure) {
                        let stock = try await Depot.open(copy, options(faults.files))
                        let isOver = count.load(ordering: .relaxed) <= failing
                        faults.end()
                        #expect(try await state(of: stock) == hash, "operation \(failing)")
                        try await stock.close()
                        if isOver { return true }
                    } catch {
                        refused += 1
                        #expect(error.isStorageFailed || error.isCannotOpen, "operation \(failing): \(error)")
                    }
                    faults.end()
                    let healthy = try await Depot.open(copy, options(SystemFiles()))
                    #expect(try await state(of: healthy) == hash, "after operation \(failing)")
                    try await healthy.close()
                    return false
                }
                if isOver { break }
                operations += 1
                try #require(operations < 2_000, "an opening never ended")
            }
            #expect(operations > 30)
            #expect(refused > 10)
        }
    }

    @Test func `what was read is flushed before the journal is written, as are the names`() async throws {
        try await withCrashedStore { folder, hash in
            let done = Mutex<[(operation: FileOperation, path: String)]>([])
            let faults = Faults()
            faults.begin { attempt in
                done.withLock { $0.append((attempt.operation, attempt.path)) }
                return .proceed
            }
            let stock = try await Depot.open(folder, options(faults.files))
            faults.end()
            #expect(try await state(of: stock) == hash)
            try await stock.close()

            let all = done.withLock { $0 }
            let firstChange = all.firstIndex { operation, path in
                path.contains(".journal") && [.write, .rename, .remove].contains(operation)
            }
            let before = all[..<(try #require(firstChange))]
            #expect(before.contains { $0.operation == .synchronize && $0.path == folder + "/data.mdb" })
            let parent = URL(filePath: folder).deletingLastPathComponent().path
            for name in [folder, folder + "/journal", parent] {
                #expect(before.contains { $0.operation == .synchronizeFolder && $0.path == name }, "\(name)")
            }
            let flushed = before.filter { $0.operation == .synchronizeData && $0.path.hasSuffix(".journal") }
            #expect(flushed.count >= 2, "the store's journal has more than one segment")
        }
    }

    private func options(_ files: any FileSystem) -> StockroomOptions {
        Depot.options(segmentBytes: 16 << 10, files: files)
    }

    /// A store as a kill leaves it: part of it in a checkpoint, several segments of journal behind that.
    private func withCrashedStore(_ body: (_ folder: String, _ hash: String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let live = folder + "/live"
            let stock = try await Depot.open(live, options(SystemFiles()))
            try await stock.accept(1 << 40, .define(Depot.masterData))
            for number in UInt64(0)..<60 { _ = try await stock.submit(Load.command(number)) }
            try await stock.checkpoint()
            for number in UInt64(60)..<130 { _ = try await stock.submit(Load.command(number)) }
            try FileManager.default.copyItem(atPath: live, toPath: folder + "/crashed")
            let hash = try await state(of: stock)
            try await stock.close()
            try await body(folder + "/crashed", hash)
        }
    }

    private func state(of stock: Stockroom) async throws(StockFailure) -> String {
        let report = try await stock.verify()
        #expect(report.differences == [])
        return "\(report.sequence) \(report.stateHash)"
    }
}
