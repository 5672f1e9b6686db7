import StockFiles
import StockJournal
import Synchronization

/// What is kept ready for bad times, made on a queue where nobody waits for it: the journal's spare segments, and the
/// ballast that is dropped on a full disk.
final class Reserves: Sendable {
    private struct State {
        var isBallastThere = false
        var isRefilling = false
        /// Monotonic time before which it is not tried again, after it was tried in vain.
        var notBeforeNanoseconds: UInt64 = 0
    }

    private static let pauseNanoseconds: UInt64 = 500_000_000

    private let queue: any WorkQueue
    private let clock: any EngineClock
    private let spares: SegmentPool
    private let ballast: Ballast
    private let folder: String
    private let files: any FileSystem
    private let state = Mutex(State())

    /// Takes the ballast at once.
    ///
    /// On a full disk the store opens without, and takes nothing new until it is there.
    init(
        spares: SegmentPool, folder: String, ballastBytes: Int, files: any FileSystem, clock: any EngineClock,
        queue: any WorkQueue
    ) throws(FilesError) {
        self.spares = spares
        self.folder = folder
        self.files = files
        self.clock = clock
        self.queue = queue
        ballast = Ballast(folder: folder, byteCount: ballastBytes, files: files)
        do throws(FilesError) {
            try ballast.take()
            state.withLock { $0.isBallastThere = true }
        } catch {
            guard error.isFull else { throw error }
        }
    }

    var isBallastThere: Bool { state.withLock { $0.isBallastThere } }

    /// Whether `refill` has something to do.
    var needsRefill: Bool { spares.needsSpares || !isBallastThere }

    /// Gives the ballast's room free; says whether there was any.
    @discardableResult
    func dropBallast() -> Bool {
        let wasThere = state.withLock { state in
            defer { state.isBallastThere = false }
            return state.isBallastThere
        }
        guard wasThere else { return false }
        return (try? ballast.drop()) ?? false
    }

    /// Makes what is missing, unless that is being done, or failed a moment ago.
    func refill() {
        guard needsRefill else { return }
        let now = clock.uptimeNanoseconds
        let begins = state.withLock { state in
            guard !state.isRefilling, now >= state.notBeforeNanoseconds else { return false }
            state.isRefilling = true
            return true
        }
        guard begins else { return }
        queue.run { [self] in
            let isWhole = makeMissing()
            let ended = clock.uptimeNanoseconds
            state.withLock { state in
                state.isRefilling = false
                state.notBeforeNanoseconds = isWhole ? 0 : ended + Self.pauseNanoseconds
            }
        }
    }

    /// Segments first: the journal cannot do without them.
    private func makeMissing() -> Bool {
        guard (try? spares.prepareSpares()) != nil else { return false }
        if isBallastThere { return true }
        // Taken only where as much stays free: filling the disk to the brim would be felt by everybody on it.
        guard let volume = try? files.volume(of: folder), volume.freeBytes >= 2 * UInt64(ballast.byteCount),
            (try? ballast.take()) != nil
        else { return false }
        state.withLock { $0.isBallastThere = true }
        return true
    }

    /// Returns when nothing is being made any more.
    func drain() { queue.drain() }
}
