import Glibc
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Synchronization
import Testing

@Suite("A process may open no further file")
struct DescriptorTests {
    /// A store whose files find no descriptor.
    ///
    /// The process itself has some: one that has really none is ended by Swift's own runtime, as soon as work waits in it
    /// for a second (docs/reliability.md).
    @Test(arguments: [false, true])
    func `an open store keeps its promises, makes none when its journal needs a file, and recovers`(
        areSparesMadeLate: Bool
    ) async throws {
        try await withTemporaryFolder { folder in
            let faults = Faults()
            var options = Depot.options(segmentBytes: 16 << 10, files: faults.files)
            let held = HeldQueue()
            options.surroundings.makeQueue = { label in
                if areSparesMadeLate, label.contains("reserves") { held } else { OrderedQueue(label) }
            }
            let stock = try await Depot.open(folder, options)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            try await stock.accept(1 << 41, Depot.receive(100_000))
            for id in UInt64(1)...20 { try await stock.accept(id, Depot.reserve(ReservationID(rawValue: UInt128(id)))) }

            faults.begin { attempt in attempt.operation == .open ? .fail(EMFILE) : .proceed }
            try await reserveUntilRefused(stock)
            for id in UInt64(1)...20 {
                let commit = Commit(ReservationID(rawValue: UInt128(id)))
                #expect(try await stock.refusal(20_000 + id, .commit(commit)) == nil)
            }
            #expect(try await stock.levels(of: 1).first?.committed == 20)
            try await stock.checkpoint()

            faults.end()
            let isTakenAgain = try await eventually {
                held.drain()
                return try await stock.refusal(50_000, Depot.reserve(50_000)) == nil
            }
            #expect(isTakenAgain)
            try await stock.close()
            let again = try await Depot.open(folder, options)
            #expect(try await again.verify().differences == [])
            #expect(try await again.levels(of: 1).first?.committed == 20)
            try await again.close()
        }
    }

    private func reserveUntilRefused(_ stock: Stockroom) async throws {
        for number in UInt64(1_000)..<9_000 {
            let refusal = try await stock.refusal(number, Depot.reserve(ReservationID(rawValue: UInt128(number))))
            if refusal == .storageFull { return }
            #expect(refusal == nil)
        }
        Issue.record("the journal never needed a file")
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
                    switch openOnThisThread(folder, leaving: left) {
                    case .success:
                        exit(refused > 3 ? 0 : 4)
                    case .failure(let failure):
                        guard failure.isCannotOpen || failure.isStorageFailed else { exit(2) }
                        refused += 1
                    }
                }
                exit(5)
            }
            let again = try await Depot.open(folder)
            #expect(try await again.sites().count == 1)
            try await again.close()
        }
    }
}

/// Opens the store while the process may open only so many files more, without any work in Swift's runtime, which could
/// need one of its own.
private func openOnThisThread(_ folder: String, leaving count: Int) -> Result<Void, StockFailure> {
    var options = Depot.options()
    options.surroundings.makeQueue = { _ in HeldQueue() }
    let host = CallingHost()
    let result = Mutex<Result<Void, StockFailure>?>(nil)
    let taken = Descriptors(leaving: count)
    Stockroom.open(at: folder, options: options, on: host) { opened in
        result.withLock { $0 = opened.map { stock in try? stock.letGo() } }
    }
    host.runAll()
    taken.give()
    return result.withLock { $0 } ?? .failure(.closed)
}

/// Calls what it was asked to call, one after the other, when it is told to.
private final class CallingHost: EngineHost {
    private let calls = Mutex<[@Sendable () -> Void]>([])

    func callSoon(_ call: @escaping @Sendable () -> Void) { calls.withLock { $0.append(call) } }

    func call(afterMilliseconds: Int, _ call: @escaping @Sendable () -> Void) {}

    func runAll() {
        while let next = calls.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { next() }
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
