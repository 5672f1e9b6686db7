import Glibc
import StockFiles
import Synchronization
import Testing

@testable import StockJournal

/// The disk fails, or is full.
@Suite struct FailureTests {
    /// Faults that a test switches on and off while the journal is open.
    final class Switch: Sendable {
        typealias Rule = @Sendable (InjectedFaults.Attempt) -> InjectedFaults.Decision

        private let rule = Mutex<Rule?>(nil)

        func set(_ new: Rule?) { rule.withLock { rule in rule = new } }

        var files: InjectedFaults {
            InjectedFaults(SystemFiles()) { attempt in
                self.rule.withLock { rule in rule?(attempt) ?? .proceed }
            }
        }
    }

    @Test(arguments: [FileOperation.write, .synchronizeData])
    func `a failed write or flush is final, whatever the disk does afterwards`(
        operation: FileOperation
    ) throws {
        let folder = try TestFolder()
        let faults = Switch()
        var journal = try open(folder, files: faults.files)
        try journal.append(100)
        faults.set { attempt in attempt.operation == operation ? .fail(EIO) : .proceed }
        expectFailed { () throws(JournalError) in try journal.append(100) }
        faults.set(nil)
        expectFailed { () throws(JournalError) in try journal.append(100) }
        expectFailed { () throws(JournalError) in try journal.seal() }
        expectFailed { () throws(JournalError) in try journal.recycle(through: 1) }
    }

    private func expectFailed(_ call: () throws(JournalError) -> Void) {
        do {
            try call()
            Issue.record("went through")
        } catch {
            guard case .storageFailed(let cause) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(cause.systemError == EIO)
        }
    }

    @Test func `a torn write is dropped at the next start and what was acknowledged stays`() throws {
        for kept in stride(from: 0, through: 4_096, by: 64) {
            let folder = try TestFolder()
            let faults = Switch()
            var acknowledged: [Batch] = []
            var attempted = Batch(first: 0, count: 0, commands: [])
            do {
                var journal = try open(folder, files: faults.files)
                acknowledged.append(try journal.append(700))
                attempted = Batch(
                    first: journal.nextSequence, count: 1, commands: [UInt8](repeating: 5, count: 2_000))
                faults.set { attempt in
                    attempt.operation == .write ? .tear(afterBytes: kept, EIO) : .proceed
                }
                do { try journal.append(attempted) } catch {}
            }
            faults.set(nil)
            var found: [Batch] = []
            var report: JournalReport?
            _ = try recover(folder, into: &found, &report)
            #expect(found == acknowledged || found == acknowledged + [attempted])
            #expect(found.count == 1 || kept > 2_000)
        }
    }

    @Test func `no room for a spare is not final, is told, and passes`() throws {
        let folder = try TestFolder()
        let faults = Switch()
        let settings = JournalSettings(segmentBytes: 16_384, sparesReady: 2)
        var journal = try open(folder, settings: settings, files: faults.files)
        try journal.spares.prepareSpares()
        faults.set { attempt in
            attempt.operation == .preallocate
                || (attempt.operation == .write && attempt.path.hasSuffix(".new"))
                ? .fail(ENOSPC) : .proceed
        }
        var seen: [JournalRoom] = []
        var refusals = 0
        var written: [Batch] = []
        for _ in 0..<12 {
            do { written.append(try journal.append(5_000)) } catch {
                #expect(isFull(error))
                refusals += 1
            }
            if journal.spares.needsSpares {
                do { try journal.spares.prepareSpares() } catch { #expect(isFull(error)) }
            }
            seen.append(journal.room)
        }
        #expect(seen.contains(.lastSpare))
        #expect(seen.last == JournalRoom.none)
        #expect(refusals > 0)
        let isReady = journal.isReady(forCommandBytes: 5_000)
        #expect(!isReady)

        // What the checkpoint holds gives room without the disk.
        try journal.recycle(through: written[3].last)
        try journal.spares.prepareSpares()
        let room = journal.room
        #expect(room == .enough)
        written.append(try journal.append(5_000))
        faults.set(nil)
        written.append(try journal.append(5_000))
        #expect(try read(folder, after: written[3].last).batches == Array(written[4...]))
    }

    @Test func `a segment for which there is no descriptor now is used again when there is one`() throws {
        let folder = try TestFolder()
        let faults = Switch()
        let settings = JournalSettings(segmentBytes: 16_384, sparesReady: 2)
        var journal = try open(folder, settings: settings, files: faults.files)
        let written = try (0..<6).map { _ in try journal.append(10_000) }
        try journal.recycle(through: written[1].last)
        let files = try SystemFiles().list(folder.path)

        faults.set { attempt in attempt.operation == .open ? .fail(EMFILE) : .proceed }
        let spares = journal.spares
        for _ in 0..<5 { #expect(throws: JournalError.self) { try spares.prepareSpares() } }
        faults.set { attempt in attempt.path.hasSuffix(".new") ? .fail(EIO) : .proceed }
        try journal.spares.prepareSpares()
        let room = journal.room
        #expect(room == .enough)
        #expect(try SystemFiles().list(folder.path).count == files.count, "none was left behind")
    }

    private func isFull(_ error: JournalError) -> Bool {
        if case .full(let cause) = error { cause.isFull } else { false }
    }

    @Test func `a half-made spare is cleared away at the next start`() throws {
        let folder = try TestFolder()
        _ = try open(folder)
        try TestFolder.write([1, 2, 3], to: folder.segmentPath(9) + ".new")
        _ = try open(folder)
        #expect(try !SystemFiles().exists(folder.segmentPath(9) + ".new"))
    }

    @Test func `ballast can be dropped and taken again, and a half-made one does not count`() throws {
        let folder = try TestFolder()
        let faults = Switch()
        let ballast = Ballast(folder: folder.path, byteCount: 3 << 20, files: faults.files)
        #expect(try !ballast.isTaken())
        try ballast.take()
        #expect(try ballast.isTaken())
        #expect(try ballast.drop())
        #expect(try !ballast.drop())
        faults.set { attempt in
            attempt.operation == .write && attempt.offset > 0 ? .tear(afterBytes: 9, ENOSPC) : .proceed
        }
        do {
            try ballast.take()
            Issue.record("went through")
        } catch { #expect(error.isFull) }
        faults.set(nil)
        #expect(try !ballast.isTaken())
        try ballast.take()
        #expect(try ballast.isTaken())
    }

    @Test func `begin is refused while there is something left to read`() throws {
        let folder = try TestFolder()
        do {
            var journal = try open(folder)
            try journal.append(10)
        }
        let recovery = try JournalRecovery(
            folder: folder.path, files: SystemFiles(), identity: testIdentity, after: 0,
            settings: testSettings)
        do {
            _ = try recovery.begin()
            Issue.record("went through")
        } catch { #expect(error == .replayUnfinished) }
    }

    @Test func `spares are made on one thread while another appends`() async throws {
        let folder = try TestFolder()
        var journal = try open(folder, settings: JournalSettings(segmentBytes: 16_384, sparesReady: 2))
        let spares = journal.spares
        let isDone = Atomic(false)
        var written: [Batch] = []
        async let made: Void = Task.detached {
            while !isDone.load(ordering: .acquiring) {
                if spares.needsSpares { try spares.prepareSpares() } else { await Task.yield() }
            }
        }.value
        for round in 0..<100 {
            written.append(try journal.append(3_000))
            if round % 10 == 9 {
                try journal.recycle(through: written[round - 5].last)
            }
        }
        isDone.store(true, ordering: .releasing)
        try await made
        #expect(try read(folder, after: written[94].last).batches == Array(written[95...]))
    }
}
