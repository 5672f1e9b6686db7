import Dispatch
import StockAPI
import StockFiles
import StockJournal
import StockModel
import Synchronization

/// Copies closed segments of the journal into the archive, one after the other, on a queue of its own.
///
/// A segment's file is kept until it is in the archive, or until it is let go of. What fails is tried again, after a pause
/// that grows. The engine never waits for any of it.
final class Archiver: SegmentKeeper {
    private struct State {
        /// Ascending; the first is the one that is being copied, while one is.
        var waiting: [ClosedSegment] = []
        var isCopying = false
        /// Monotonic time at which it began.
        var copyingSinceNanoseconds: UInt64 = 0
        /// After an attempt that failed, until the next one.
        var isPausing = false
        var isEnding = false
        /// Segments were copied or let go of since somebody asked.
        var hasProgress = false
        var statistics = ArchiveStatistics()
        var pauseMilliseconds = pauseMillisecondsFirst
    }

    private static let pauseMillisecondsFirst = 500
    private static let pauseMillisecondsMax = 30_000
    /// An archive that takes longer for one segment counts as one that fails.
    private static let copyingNanosecondsMax: UInt64 = 60_000_000_000
    /// How long a store that is closed waits for the archive.
    private static let endMilliseconds = 10_000

    private let archive: SegmentArchive
    private let journalFolder: String
    private let segmentBytes: UInt64
    private let waitingBytesMax: UInt64
    private let tell: (@Sendable (ArchiveEvent) -> Void)?
    private let queue = DispatchQueue(label: "stockroom.archive")
    private let state = Mutex(State())

    private init(_ archive: SegmentArchive, _ journalFolder: String, _ options: StockroomOptions) {
        self.archive = archive
        self.journalFolder = journalFolder
        segmentBytes = UInt64(clamping: JournalSettings(segmentBytes: options.journalSegmentBytes).segmentBytes)
        waitingBytesMax = UInt64(clamping: options.archiveWaitingBytesMax)
        tell = options.onArchiveEvent
        state.withLock { $0.statistics.state = 1 }
    }

    /// The archiver of an open store; nil where the options name no archive.
    static func open(
        _ journalFolder: String, _ identity: JournalIdentity, _ options: StockroomOptions
    ) throws(StockFailure) -> Archiver? {
        guard let root = options.archiveFolder else { return nil }
        return Archiver(SegmentArchive(root: root, identity: identity, files: options.files), journalFolder, options)
    }

    /// The newest segment that the archive has; 0 for none, and nil where the options name no archive.
    ///
    /// An archive that cannot be read at this moment does not keep a store from opening; one that is not there does, since
    /// it was most likely misspelt.
    static func newestArchived(
        _ identity: JournalIdentity, _ options: StockroomOptions
    ) throws(StockFailure) -> UInt64? {
        guard let root = options.archiveFolder else { return nil }
        if let isThere = try? options.files.exists(root), !isThere {
            throw .cannotOpen("there is no folder \(root) for the journal's archive: make it, or mount its disk")
        }
        let archive = SegmentArchive(root: root, identity: identity, files: options.files)
        return (try? archive.segmentNumbers().last) ?? 0
    }

    // MARK: What the journal asks

    func take(_ segment: ClosedSegment) {
        state.withLock { $0.waiting.append(segment) }
        start()
    }

    func keeps(_ number: UInt64) -> Bool {
        state.withLock { state in state.waiting.contains { $0.number == number } }
    }

    // MARK: What the engine asks

    var statistics: ArchiveStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.segmentsWaiting = UInt64(state.waiting.count)
            statistics.bytesWaiting = statistics.segmentsWaiting * segmentBytes
            return statistics
        }
    }

    /// Whether files can be used again that could not when it was asked last.
    func takeProgress() -> Bool {
        state.withLock { state in
            defer { state.hasProgress = false }
            return state.hasProgress
        }
    }

    /// Lets go of the oldest segments where more waits than may, or of all where the disk is full and the archive fails.
    func letGoBeyondLimit(isDiskFull: Bool) {
        alarmIfStuck()
        let event = state.withLock { state -> ArchiveEvent? in
            let isGivenUp = isDiskFull && state.statistics.state == 2
            let most = isGivenUp ? 0 : Int(clamping: waitingBytesMax / segmentBytes)
            guard state.waiting.count > most else { return nil }
            // The one that is being read at this moment stays as it is.
            let first = state.isCopying ? 1 : 0
            let count = min(state.waiting.count - most, state.waiting.count - first)
            guard count > 0 else { return nil }
            let gone = state.waiting[first..<first + count]
            guard let oldest = gone.first, let newest = gone.last else { return nil }
            state.waiting.removeSubrange(first..<first + count)
            state.statistics.segmentsLetGo += UInt64(count)
            state.hasProgress = true
            return .letGo(segments: oldest.number...newest.number, through: newest.lastSequence)
        }
        if let event { tell?(event) }
    }

    private func alarmIfStuck() {
        let now = DispatchTime.now().uptimeNanoseconds
        let isStuck = state.withLock { state in
            guard state.isCopying, state.statistics.state != 2,
                now &- state.copyingSinceNanoseconds > Self.copyingNanosecondsMax
            else { return false }
            state.statistics.state = 2
            return true
        }
        if isStuck { tell?(.failing("a segment takes longer than a minute")) }
    }

    /// Copies what waits, once, and returns when that is done, or after ten seconds.
    func finish() {
        let ended = DispatchSemaphore(value: 0)
        state.withLock { $0.isEnding = true }
        queue.async { [self] in
            while state.withLock({ !$0.waiting.isEmpty }), copyFirst() {}
            ended.signal()
        }
        _ = ended.wait(timeout: .now() + .milliseconds(Self.endMilliseconds))
    }

    // MARK: Copying

    private func start() {
        queue.async { [self] in
            guard !state.withLock({ $0.isEnding || $0.isPausing }) else { return }
            while state.withLock({ !$0.waiting.isEmpty }) {
                if copyFirst() { continue }
                let pause = state.withLock { state in
                    state.isPausing = true
                    defer { state.pauseMilliseconds = min(state.pauseMilliseconds * 2, Self.pauseMillisecondsMax) }
                    return state.pauseMilliseconds
                }
                return queue.asyncAfter(deadline: .now() + .milliseconds(pause)) { [weak self] in
                    self?.state.withLock { $0.isPausing = false }
                    self?.start()
                }
            }
        }
    }

    /// Says whether it worked.
    private func copyFirst() -> Bool {
        let next = state.withLock { state in
            state.isCopying = !state.waiting.isEmpty
            state.copyingSinceNanoseconds = DispatchTime.now().uptimeNanoseconds
            return state.waiting.first
        }
        guard let segment = next else { return true }
        do throws(ArchiveError) {
            try archive.store(segment, of: journalFolder)
            ended(segment)
            return true
        } catch {
            failed(error)
            return false
        }
    }

    private func ended(_ segment: ClosedSegment) {
        let wasFailing = state.withLock { state in
            state.isCopying = false
            state.waiting.removeAll { $0.number == segment.number }
            state.hasProgress = true
            state.pauseMilliseconds = Self.pauseMillisecondsFirst
            state.statistics.segments += 1
            state.statistics.sequence = segment.lastSequence
            defer { state.statistics.state = 1 }
            return state.statistics.state == 2
        }
        if wasFailing { tell?(.works(through: segment.lastSequence)) }
    }

    private func failed(_ error: ArchiveError) {
        let isNew = state.withLock { state in
            state.isCopying = false
            state.statistics.failures += 1
            defer { state.statistics.state = 2 }
            return state.statistics.state != 2
        }
        if isNew { tell?(.failing("\(error)")) }
    }
}
