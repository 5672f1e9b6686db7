import Dispatch
import StockAPI
import StockFiles
import StockJournal
import StockModel
import Synchronization

/// Copies closed segments of the journal into the archive, one after the other, on a queue of its own.
///
/// A segment's file is kept until it is in the archive, or until it is let go of. What fails is tried again, after a pause
/// that grows. The engine never waits for any of it: what somebody has to know is told on another queue, in order.
final class Archiver: SegmentKeeper {
    private struct State {
        /// Ascending; the first is the one that is being copied, while one is.
        var waiting: [ClosedSegment] = []
        var isCopying = false
        /// Monotonic time at which the archive was asked for something that it has not done yet.
        var busySinceNanoseconds: UInt64?
        /// Where the journal of this opening begins, until it is known that the archive reaches it.
        var start: (number: UInt64, firstSequence: UInt64)?
        /// A gap up to this sequence, until the archive has the mark of it.
        var unmarkedGap: UInt64?
        /// After an attempt that failed, until the next one.
        var isPausing = false
        var isEnding = false
        /// Segments were copied or let go of since somebody asked.
        var hasProgress = false
        var statistics = ArchiveStatistics()
        var pauseMilliseconds = pauseMillisecondsFirst

        var hasWork: Bool { start != nil || unmarkedGap != nil || !waiting.isEmpty }

        /// Something has gone that the archive will never have.
        mutating func letGo(_ segments: ClosedRange<UInt64>, through sequence: UInt64) -> ArchiveEvent {
            statistics.segmentsLetGo += UInt64(segments.count)
            unmarkedGap = sequence
            return .letGo(segments: segments, through: sequence)
        }
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
    private let events = DispatchQueue(label: "stockroom.archive.events")
    private let state = Mutex(State())
    /// The store is closed, and its folder may be somebody else's.
    private let isGivenUp = Atomic<Bool>(false)

    private init(
        _ archive: SegmentArchive, _ journalFolder: String, _ options: StockroomOptions,
        startingAt start: (number: UInt64, firstSequence: UInt64)?
    ) {
        self.archive = archive
        self.journalFolder = journalFolder
        segmentBytes = UInt64(clamping: JournalSettings(segmentBytes: options.journalSegmentBytes).segmentBytes)
        waitingBytesMax = UInt64(clamping: options.archiveWaitingBytesMax)
        tell = options.onArchiveEvent
        state.withLock { state in
            state.start = start
            state.statistics.state = .works
        }
        self.start()
    }

    /// The archiver of an open store; nil where the options name no archive.
    ///
    /// `start` is the oldest segment that the journal still has; nil where it has none.
    static func open(
        _ journalFolder: String, _ identity: JournalIdentity, _ options: StockroomOptions,
        startingAt start: (number: UInt64, firstSequence: UInt64)?
    ) -> Archiver? {
        guard let root = options.archiveFolder else { return nil }
        let archive = SegmentArchive(root: root, identity: identity, files: options.files)
        return Archiver(archive, journalFolder, options, startingAt: start)
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
            let isGivenUp = isDiskFull && state.statistics.state == .failing
            let most = isGivenUp ? 0 : Int(clamping: waitingBytesMax / segmentBytes)
            guard state.waiting.count > most else { return nil }
            // The one that is being read at this moment stays as it is.
            let first = state.isCopying ? 1 : 0
            let count = min(state.waiting.count - most, state.waiting.count - first)
            guard count > 0 else { return nil }
            let gone = state.waiting[first..<first + count]
            guard let oldest = gone.first, let newest = gone.last else { return nil }
            state.waiting.removeSubrange(first..<first + count)
            state.hasProgress = true
            return state.letGo(oldest.number...newest.number, through: newest.lastSequence)
        }
        if let event { say(event) }
    }

    private func alarmIfStuck() {
        let now = DispatchTime.now().uptimeNanoseconds
        let isStuck = state.withLock { state in
            guard let since = state.busySinceNanoseconds, state.statistics.state != .failing,
                now &- since > Self.copyingNanosecondsMax
            else { return false }
            state.statistics.state = .failing
            return true
        }
        if isStuck { say(.failing("a segment takes longer than a minute")) }
    }

    /// Copies what waits, once, and returns when that is done and told, or after ten seconds; then copying ends where it is.
    func finish() {
        let ended = DispatchSemaphore(value: 0)
        state.withLock { $0.isEnding = true }
        queue.async { [self] in
            while state.withLock(\.hasWork), work() {}
            events.async { ended.signal() }
        }
        _ = ended.wait(timeout: .now() + .milliseconds(Self.endMilliseconds))
        isGivenUp.store(true, ordering: .relaxed)
    }

    /// Those who are told may take their time: neither the engine nor the copying waits for them.
    private func say(_ event: ArchiveEvent) {
        guard let tell else { return }
        events.async { tell(event) }
    }

    // MARK: Copying

    private func start() {
        queue.async { [self] in
            guard !state.withLock({ $0.isEnding || $0.isPausing }) else { return }
            while state.withLock(\.hasWork) {
                if work() { continue }
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

    /// Copies the first segment that waits, once it is known whether the archive goes on there; says whether it worked.
    private func work() -> Bool {
        let (start, gap, next) = state.withLock { state in
            state.isCopying = state.start == nil && state.unmarkedGap == nil && !state.waiting.isEmpty
            state.busySinceNanoseconds = DispatchTime.now().uptimeNanoseconds
            return (state.start, state.unmarkedGap, state.waiting.first)
        }
        do throws(ArchiveError) {
            if let start {
                try compare(start)
            } else if let gap {
                try mark(gap)
            } else if let segment = next {
                try archive.store(segment, of: journalFolder) { isGivenUp.load(ordering: .relaxed) }
                ended(segment)
            }
            return true
        } catch {
            failed(error)
            return false
        }
    }

    /// Whether what the journal still has goes on where the archive ends.
    ///
    /// It does not where the store was open without its archive meanwhile: then nobody kept anything for it.
    private func compare(_ start: (number: UInt64, firstSequence: UInt64)) throws(ArchiveError) {
        let newest: (number: UInt64, lastSequence: UInt64)?
        do throws(ArchiveError) { newest = try archive.newestSegment() } catch {
            if case .files = error { throw error }
            // Its end does not say where it is. That is found by whoever reads it, and copying goes on.
            newest = nil
        }
        let event = state.withLock { state -> ArchiveEvent? in
            state.start = nil
            state.busySinceNanoseconds = nil
            guard let newest, newest.number < start.number, newest.lastSequence < start.firstSequence - 1 else {
                return nil
            }
            let missing = newest.number + 1...max(newest.number + 1, start.number - 1)
            return state.letGo(missing, through: start.firstSequence - 1)
        }
        if let event { say(event) }
    }

    private func mark(_ gap: UInt64) throws(ArchiveError) {
        try archive.markGap(through: gap)
        state.withLock { state in
            state.busySinceNanoseconds = nil
            // Meanwhile it may have grown.
            if state.unmarkedGap == gap { state.unmarkedGap = nil }
        }
    }

    private func ended(_ segment: ClosedSegment) {
        let wasFailing = state.withLock { state in
            state.isCopying = false
            state.busySinceNanoseconds = nil
            state.waiting.removeAll { $0.number == segment.number }
            state.hasProgress = true
            state.pauseMilliseconds = Self.pauseMillisecondsFirst
            state.statistics.segments += 1
            state.statistics.sequence = segment.lastSequence
            defer { state.statistics.state = .works }
            return state.statistics.state == .failing
        }
        if wasFailing { say(.works(through: segment.lastSequence)) }
    }

    private func failed(_ error: ArchiveError) {
        // The store is closed; its next opening copies the segment.
        if error == .cancelled { return }
        let isNew = state.withLock { state in
            state.isCopying = false
            state.busySinceNanoseconds = nil
            state.statistics.failures += 1
            defer { state.statistics.state = .failing }
            return state.statistics.state != .failing
        }
        if isNew { say(.failing("\(error)")) }
    }
}
