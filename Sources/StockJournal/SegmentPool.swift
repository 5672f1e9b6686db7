import StockFiles
import Synchronization

/// Keeps segments ready, so that a flush never waits for a file to be made.
///
/// The writer takes from it, the checkpoint gives back to it, and a thread that nobody waits on calls
/// `prepareSpares`. Safe to use from any thread.
public final class SegmentPool: Sendable {
    struct Spare {
        let number: UInt64
        let file: any File
    }

    private struct State {
        var ready: [Spare] = []
        /// Segments whose records are all in the checkpoint, ascending.
        var obsolete: [UInt64] = []
        var nextNumber: UInt64
        var refusal: FilesError?
    }

    private let folder: SegmentFolder
    private let settings: JournalSettings
    private let state: Mutex<State>
    /// Held while segments are made, so that they are made in the order of their numbers.
    private let making = Mutex(())

    init(folder: SegmentFolder, settings: JournalSettings, nextNumber: UInt64) {
        self.folder = folder
        self.settings = settings
        self.state = Mutex(State(nextNumber: nextNumber))
    }

    /// Whether `prepareSpares` has something to do.
    ///
    /// Cheap; ask after every append.
    public var needsSpares: Bool {
        state.withLock { state in state.ready.count < settings.sparesReady }
    }

    /// Makes segments until enough are ready: renames recycled ones, creates the rest filled with zeros.
    ///
    /// Call it from a thread that nobody waits on. Throws `.full` when the disk has no room, or the process no
    /// descriptor, which is not final: `room` says so until a later call succeeds; call it again when there may be room.
    /// Cost: a file of the segment's size written and flushed, or two flushes of the folder.
    public func prepareSpares() throws(JournalError) {
        while needsSpares { try prepare(atLeast: settings.sparesReady) }
        making.withLock { (_: inout Void) in removeSurplus() }
    }

    /// Makes a segment unless one is ready: as `prepareSpares`, for somebody who waits.
    public func prepareOne() throws(JournalError) { try prepare(atLeast: 1) }

    /// One segment at a time, so that who waits for the next does not wait for all of them.
    private func prepare(atLeast count: Int) throws(JournalError) {
        try making.withLock { (_: inout Void) throws(JournalError) in
            if readyCount < count { try makeOne() }
        }
    }

    /// How much can be appended when the disk takes no more.
    public var room: JournalRoom {
        state.withLock { state in
            if state.refusal == nil { return .enough }
            return state.ready.isEmpty ? .none : .lastSpare
        }
    }

    var readyCount: Int { state.withLock { state in state.ready.count } }

    /// Takes the next segment; the flag says that it had to be made while the caller waited.
    func take() throws(JournalError) -> (spare: Spare, madeLate: Bool) {
        if let spare = takeReady() { return (spare, false) }
        let made = try making.withLock { (_: inout Void) throws(JournalError) -> Spare? in
            if let spare = takeReady() { return spare }
            try makeOne()
            return takeReady()
        }
        guard let made else {
            let path = folder.segmentPath(state.withLock { state in state.nextNumber })
            throw .files(FilesError(operation: .open, path: path, code: .notFound))
        }
        return (made, true)
    }

    /// Takes over a spare that an earlier run left.
    func adopt(_ number: UInt64, _ file: any File) {
        state.withLock { state in
            state.ready.append(Spare(number: number, file: file))
            state.nextNumber = number + 1
        }
    }

    /// Gives back segments of which nothing is needed any more.
    func recycle(_ numbers: [UInt64]) {
        state.withLock { state in
            state.obsolete.append(contentsOf: numbers)
            state.obsolete.sort()
        }
    }

    private func takeReady() -> Spare? {
        state.withLock { state in state.ready.isEmpty ? nil : state.ready.removeFirst() }
    }

    private func makeOne() throws(JournalError) {
        let (number, recycled) = state.withLock { state in
            (state.nextNumber, state.obsolete.isEmpty ? nil : state.obsolete.removeFirst())
        }
        do {
            let file: any File
            if let recycled { file = try rename(recycled, to: number) } else { file = try create(number) }
            state.withLock { state in
                state.ready.append(Spare(number: number, file: file))
                state.nextNumber = number + 1
                if state.ready.count >= settings.sparesReady { state.refusal = nil }
            }
        } catch {
            guard error.isPassing else { throw .files(error) }
            state.withLock { state in state.refusal = error }
            throw .full(error)
        }
    }

    private func rename(_ old: UInt64, to number: UInt64) throws(FilesError) -> any File {
        let oldPath = folder.segmentPath(old)
        guard try sizeOfObsolete(old) == settings.segmentBytes else {
            try folder.files.remove(oldPath)
            return try create(number)
        }
        return try name(oldPath, number)
    }

    /// One that cannot be looked at now is tried again later.
    private func sizeOfObsolete(_ number: UInt64) throws(FilesError) -> Int {
        do {
            return try folder.files.open(folder.segmentPath(number), .readWrite).size()
        } catch {
            if error.isPassing { recycle([number]) }
            throw error
        }
    }

    /// Gives a file its number, durably, and opens it under its new name, which is the one errors will say.
    private func name(_ path: String, _ number: UInt64) throws(FilesError) -> any File {
        let segmentPath = folder.segmentPath(number)
        try folder.files.rename(path, to: segmentPath)
        try folder.files.synchronizeFolder(folder.path)
        return try folder.files.open(segmentPath, .readWrite)
    }

    private func create(_ number: UInt64) throws(FilesError) -> any File {
        let unfinished = folder.unfinishedPath(number)
        do {
            let file = try folder.files.open(unfinished, .openOrCreate)
            try file.fillWithZeros(byteCount: settings.segmentBytes)
            try file.synchronize()
            return try name(unfinished, number)
        } catch {
            // The half-made file takes room that others need; a failure here is found at the next opening.
            _ = try? folder.files.removeIfPresent(unfinished)
            throw error
        }
    }

    /// After a burst more segments come back than are needed: keeps as many as spares, removes the rest.
    private func removeSurplus() {
        let surplus = state.withLock { state in
            let count = max(0, state.obsolete.count - settings.sparesReady)
            let surplus = Array(state.obsolete.prefix(count))
            state.obsolete.removeFirst(count)
            return surplus
        }
        // One that cannot be removed is only in the way; the next opening gives it back again.
        for number in surplus { _ = try? folder.files.removeIfPresent(folder.segmentPath(number)) }
    }
}
