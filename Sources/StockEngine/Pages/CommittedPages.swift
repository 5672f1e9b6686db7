import Dispatch
import Foundation
import LMDB
import StockAPI
import StockFiles
import Synchronization

/// The pages of one committed state, which stay as they are for as long as this has its snapshot.
final class CommittedPages: Sendable {
    private let snapshot: Mutex<Snapshot?>
    private let file: any File
    private let meta: MetaPage

    /// Those of the newest commit.
    ///
    /// The meta pages are read beside LMDB, which may be writing one.
    init(of environment: borrowing Environment, _ files: any FileSystem) throws(StockFailure) {
        do throws(FilesError) {
            file = try files.open(environment.path + "/data.mdb", .read)
        } catch { throw StockFailure(error) }
        var taken = try storing { () throws(StorageError) in try environment.snapshot() }
        var found: MetaPage?
        for _ in 0..<Self.attemptsMax {
            if let both = try? MetaPage.both(of: file) {
                found = [both.newer, both.older].first { $0.transaction == UInt64(taken.id) }
                if found != nil { break }
            }
            do throws(StorageError) { try taken.renew() } catch { throw StockFailure(error) }
        }
        if found == nil { _ = try MetaPage.both(of: file) }
        guard let found else { throw .damaged("data.mdb: neither meta page is of the commit that LMDB sees") }
        meta = found
        snapshot = Mutex(taken)
    }

    private static var attemptsMax: Int { 1_000 }

    /// Checks every page.
    ///
    /// - Parameters:
    ///   - bytesPerSecond: how fast it may read; nil: as fast as it can.
    ///   - isCancelled: asked now and then; when true, `closed` is thrown.
    ///   - visit: called for each row.
    /// - Returns: how many pages were read.
    /// - Throws: `damaged`, `storageFailed`, `closed`, and what `visit` throws.
    @discardableResult
    func check(
        bytesPerSecond: Int? = nil, isCancelled: @escaping () -> Bool, _ visit: PageCheck.Visit
    ) throws(StockFailure) -> UInt64 {
        let pace = PagePace(pageBytes: meta.pageBytes, bytesPerSecond: bytesPerSecond)
        var check = try PageCheck(file, meta, .everything) { () throws(StockFailure) in
            if pace.step(), isCancelled() { throw .closed }
        }
        try check.run(visit)
        return check.pagesRead
    }

    /// The state whose pages these are, for those who read its rows next; once.
    func takeSnapshot() throws(StockFailure) -> Snapshot {
        guard let taken = snapshot.withLock({ snapshot in snapshot.take() }) else { throw .closed }
        return taken
    }

    /// What is wrong with the pages, or nil; does not look into the rows.
    func damage(isCancelled: @escaping () -> Bool) throws(StockFailure) -> String? {
        do throws(StockFailure) {
            try check(isCancelled: isCancelled) { _, _, _ throws(StockFailure) in }
            return nil
        } catch {
            guard case .damaged(let text) = error else { throw error }
            return text
        }
    }
}

/// Lets pages pass at no more than a rate, a mebibyte at a time.
private final class PagePace {
    private let stepPages: Int
    private let nanosecondsPerStep: UInt64
    private var pages = 0
    private var due = DispatchTime.now().uptimeNanoseconds

    init(pageBytes: Int, bytesPerSecond: Int?) {
        stepPages = max(1, (1 << 20) / pageBytes)
        nanosecondsPerStep = bytesPerSecond.map { (1 << 20) * 1_000_000_000 / UInt64(max(1 << 10, $0)) } ?? 0
    }

    /// Says whether a step has ended, after waiting until it may.
    func step() -> Bool {
        pages += 1
        guard pages.isMultiple(of: stepPages) else { return false }
        due += nanosecondsPerStep
        let now = DispatchTime.now().uptimeNanoseconds
        if due > now { Thread.sleep(forTimeInterval: Double(due - now) / 1e9) }
        return true
    }
}
