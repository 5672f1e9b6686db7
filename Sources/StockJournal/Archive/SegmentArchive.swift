public import StockFiles

/// The folder into which the closed segments of one life of a store are copied: written once, never over.
///
/// | in the archive | what |
/// |---|---|
/// | `0123456789abcdef/` | the segments of that incarnation, 16 hexadecimal digits |
/// | `0123456789abcdef/00000000000000000005.journal` | segment 5, up to its last record, and a trailer |
/// | `0123456789abcdef/00000000000000000005.journal.new` | one that is being written, or was when something went wrong |
/// | `0123456789abcdef/00000000000000001042.gap` | empty; a mark: what came before, up to sequence 1042, is not all here |
public struct SegmentArchive: Sendable {
    /// The folder of this incarnation.
    public let path: String
    /// The archive's own folder.
    public let root: String
    /// Whose segments they are.
    public let identity: JournalIdentity
    let files: any FileSystem

    /// The archive of a life of a store in the folder `root`, which exists.
    public init(root: String, identity: JournalIdentity, files: any FileSystem) {
        self.root = root
        self.identity = identity
        self.files = files
        path = root + "/" + Self.name(of: identity.incarnation)
    }

    /// The name of an incarnation's folder.
    public static func name(of incarnation: UInt64) -> String {
        let digits = String(incarnation, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    var folder: SegmentFolder { SegmentFolder(path: path, files: files) }

    /// Numbers of the segments that it has, ascending; none where it was never written to.
    public func segmentNumbers() throws(ArchiveError) -> [UInt64] {
        do {
            return try files.exists(path) ? try folder.segmentNumbers() : []
        } catch { throw .files(error) }
    }

    /// The newest segment that it has, and the last sequence that it holds; nil where it has none.
    ///
    /// - Throws: `damaged` and `newerFormat` where the segment's end cannot be read, `files`.
    public func newestSegment() throws(ArchiveError) -> (number: UInt64, lastSequence: UInt64)? {
        guard let number = try segmentNumbers().last else { return nil }
        let file = folder.segmentPath(number)
        var buffer = FileBuffer(capacityBytes: ArchiveTrailer.byteCount)
        let place: Int
        do throws(FilesError) {
            let opened = try files.open(file, .read)
            place = max(0, try opened.size() - ArchiveTrailer.byteCount)
            _ = try buffer.fill(from: opened, at: place, ArchiveTrailer.byteCount)
        } catch { throw .files(error) }
        switch ArchiveTrailer.decode(buffer.span(0..<buffer.count)) {
        case .newerFormat(let format): throw .newerFormat(file: file, format: format)
        case .trailer(let trailer): return (number, trailer.lastSequence)
        case .none:
            throw .damaged(file: file, offset: place, sequence: 0, what: "it does not end as an archived segment does")
        }
    }

    /// Leaves a mark that the archive does not have all up to and including a sequence, durable when it returns.
    ///
    /// Segments behind a gap show it too, but they come later, or never.
    ///
    /// - Throws: `files`.
    public func markGap(through sequence: UInt64) throws(ArchiveError) {
        do throws(FilesError) {
            try prepare()
            let mark = folder.gapPath(sequence)
            if try !files.exists(mark) { _ = try files.open(mark, .create) }
            try files.synchronizeFolder(path)
        } catch { throw .files(error) }
    }

    /// The last sequence that is marked as missing; 0 where none is.
    func lastMissingSequence() throws(ArchiveError) -> UInt64 {
        do throws(FilesError) {
            return try files.exists(path) ? try folder.gaps().max() ?? 0 : 0
        } catch { throw .files(error) }
    }

    /// Makes the folder for this incarnation.
    func prepare() throws(FilesError) {
        guard try !files.exists(path) else { return }
        try files.makeFolder(path)
        try files.synchronizeFolder(root)
    }
}
