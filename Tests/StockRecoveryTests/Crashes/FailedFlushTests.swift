import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Synchronization
import Testing

/// How a journal's flush goes wrong.
enum FlushFault: CaseIterable, Sendable {
    case flushFails
    case flushHappensAndIsReportedAsFailed
    case writeIsTorn

    func decision(_ attempt: InjectedFaults.Attempt) -> InjectedFaults.Decision {
        guard attempt.path.hasSuffix(".journal") else { return .proceed }
        switch (self, attempt.operation) {
        case (.flushFails, .synchronizeData): return .fail(EIO)
        case (.flushHappensAndIsReportedAsFailed, .synchronizeData): return .failAfterwards(EIO)
        case (.writeIsTorn, .write): return .tear(afterBytes: 150, EIO)
        default: return .proceed
        }
    }
}

@Suite("A flush fails")
struct FailedFlushTests {
    @Test(arguments: FlushFault.allCases)
    func `nothing is answered any more, and after reopening each request has one effect`(_ fault: FlushFault)
        async throws
    {
        try await withTemporaryFolder { folder in
            let faults = Faults()
            let stock = try await Depot.open(folder, Depot.options(files: faults.files))
            try await stock.accept(1 << 40, .define(Depot.masterData))
            let answered = Atomic<Int>(0)
            let unknown = await atOnce(8) { task in
                for number in UInt64(task) * 1_000..<UInt64(task) * 1_000 + 1_000 {
                    do throws(StockFailure) {
                        _ = try await stock.submit(Depot.command(number, Depot.receive(1)))
                    } catch { return (number, error) }
                    if answered.add(1, ordering: .relaxed).newValue == 100 { faults.begin { fault.decision($0) } }
                }
                return (UInt64.max, .closed)
            }
            for (_, error) in unknown { #expect(error.isStorageFailed, "\(error)") }

            faults.end()
            let later = [
                await failure { () throws(StockFailure) in
                    _ = try await stock.submit(Depot.command(1, Depot.receive(1)))
                },
                await failure { () throws(StockFailure) in _ = try await stock.levels(of: 1) },
                await failure { () throws(StockFailure) in _ = try await stock.statistics() },
                await failure { () throws(StockFailure) in try await stock.checkpoint() },
                await failure { () throws(StockFailure) in _ = try await stock.verify() },
                await failure { () throws(StockFailure) in try await stock.close() },
            ]
            for error in later { #expect(error?.isStorageFailed == true, "\(String(describing: error))") }

            let again = try await Depot.open(folder)
            let kept = try await again.onHand()
            #expect(kept >= Quantity(answered.load(ordering: .relaxed)))
            for (number, _) in unknown { try await again.accept(number, Depot.receive(1)) }
            #expect(try await again.onHand() == Quantity(answered.load(ordering: .relaxed) + unknown.count))
            #expect(try await again.verify().differences == [])
            try await again.close()
        }
    }

    @Test func `a failed seal is final too, and reads do not put it off`() async throws {
        try await withTemporaryFolder { folder in
            let faults = Faults()
            let stock = try await Depot.open(folder, Depot.options(files: faults.files))
            let flushes = Atomic<Int>(0)
            // The first flush is that of the request, the next one that of the seal.
            faults.begin { attempt in
                guard attempt.operation == .synchronizeData, attempt.path.hasSuffix(".journal") else { return .proceed }
                return flushes.add(1, ordering: .relaxed).newValue == 1 ? .proceed : .fail(EIO)
            }
            try await stock.accept(1, .define(Depot.masterData))
            let isRefused = try await eventually {
                await failure { () throws(StockFailure) in _ = try await stock.statistics() }?.isStorageFailed == true
            }
            #expect(isRefused)
            #expect(await failure { () throws(StockFailure) in try await stock.close() }?.isStorageFailed == true)
            faults.end()
            let again = try await Depot.open(folder)
            #expect(try await again.sites().count == 1)
            try await again.close()
        }
    }

    @Test func `after a failed commit of LMDB nothing is answered, and the journal has it all`() async throws {
        try await withTemporaryFolder { folder in
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                try await FailedCommit(folder: folder).run()
            }
            let again = try await Depot.open(folder)
            #expect(try await again.documents(Scan(limit: 1_000)).elements.count == 80)
            #expect(try await again.verify().differences == [])
            try await again.close()
        }
    }
}

/// A process whose files may not grow beyond a size fails where LMDB appends pages, with an error that is not a full disk.
struct FailedCommit {
    let folder: String

    func run() async throws {
        signal(SIGXFSZ, SIG_IGN)
        let stock = try await Depot.open(folder)
        try await stock.accept(1, .define(Depot.masterData))
        for number in UInt64(100)..<140 { try await stock.accept(number, Depot.paper("P-\(number)", bytes: 4_000)) }
        try await stock.checkpoint()
        let size = try FileManager.default.attributesOfItem(atPath: folder + "/data.mdb")[.size] as? UInt64 ?? 0
        var limit = rlimit(rlim_cur: rlim_t(size), rlim_max: rlim_t.max)
        #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        for number in UInt64(200)..<240 { try await stock.accept(number, Depot.paper("P-\(number)", bytes: 4_000)) }
        let failures = [
            await failure { () throws(StockFailure) in try await stock.checkpoint() },
            await failure { () throws(StockFailure) in _ = try await stock.levels(of: 1) },
            await failure { () throws(StockFailure) in _ = try await stock.submit(Depot.command(1, Depot.receive(1))) },
            await failure { () throws(StockFailure) in try await stock.close() },
        ]
        guard failures.allSatisfy({ $0?.isStorageFailed == true }) else { exit(3) }
    }
}
