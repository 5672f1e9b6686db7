import Foundation
import Glibc
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("A process may open no further file")
struct DescriptorTests {
    @Test func `an open store keeps its promises, makes none when its journal needs a file, and recovers`() async throws
    {
        try await withTemporaryFolder { folder in
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                try await NoDescriptors(folder: folder).run()
            }
            let again = try await Depot.open(folder, Depot.options(segmentBytes: 16 << 10))
            #expect(try await again.verify().differences == [])
            #expect(try await again.levels(of: 1).first?.committed == 20)
            try await again.close()
        }
    }

    @Test func `a store that is opened then says what is missing, and opens when it is there`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            try await stock.accept(1, .define(Depot.masterData))
            try await stock.close()
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                var refused = 0
                // With none, with one, with two, until it opens.
                for left in 0..<60 {
                    let taken = Descriptors(leaving: left)
                    var opened: Stockroom?
                    let failed = await failure { () throws(StockFailure) in opened = try await Depot.open(folder) }
                    taken.give()
                    if let failed {
                        refused += 1
                        guard failed.isCannotOpen || failed.isStorageFailed else { exit(2) }
                        continue
                    }
                    guard try await opened?.sites().count == 1 else { exit(3) }
                    try await opened?.close()
                    exit(refused > 3 ? 0 : 4)
                }
                exit(5)
            }
        }
    }
}

/// All descriptors that the process may have but some, taken.
final class Descriptors {
    private var taken: [Int32] = []

    init(leaving count: Int) {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        _ = unsafe getrlimit(files, &limit)
        limit.rlim_cur = min(limit.rlim_cur, 512)
        _ = unsafe setrlimit(files, &limit)
        while true {
            let next = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard next >= 0 else { break }
            taken.append(next)
        }
        for _ in 0..<min(count, taken.count) { close(taken.removeLast()) }
    }

    func give() {
        for descriptor in taken { close(descriptor) }
        taken = []
    }
}

/// A process that has a store open, and no further descriptor.
struct NoDescriptors {
    let folder: String

    func run() async throws {
        let stock = try await Depot.open(folder, Depot.options(segmentBytes: 16 << 10))
        try await stock.accept(1 << 40, .define(Depot.masterData))
        try await stock.accept(1 << 41, Depot.receive(100_000))
        for id in UInt64(1)...20 { try await stock.accept(id, Depot.reserve(ReservationID(rawValue: UInt128(id)))) }

        let taken = Descriptors(leaving: 0)
        var isRefused = false
        for number in UInt64(1_000)..<9_000 where !isRefused {
            let refusal = try await stock.refusal(number, Depot.reserve(ReservationID(rawValue: UInt128(number))))
            isRefused = refusal == .storageFull
            guard refusal == nil || isRefused else { exit(2) }
        }
        guard isRefused else { exit(3) }
        // What was promised is kept, and questions are answered.
        for id in UInt64(1)...20 {
            let commit = StockModel.Operation.commit(Commit(ReservationID(rawValue: UInt128(id))))
            guard try await eventually({ try await stock.refusal(20_000 + id, commit) == nil }) else { exit(4) }
        }
        guard try await stock.levels(of: 1).first?.committed == 20 else { exit(5) }
        try await stock.checkpoint()

        taken.give()
        guard try await eventually({ try await stock.refusal(50_000, Depot.reserve(50_000)) == nil }) else { exit(6) }
        try await stock.close()
        exit(0)
    }
}
