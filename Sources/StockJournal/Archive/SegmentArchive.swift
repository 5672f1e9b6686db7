public import StockFiles

/// The folder into which the closed segments of one life of a store are copied: written once, never over.
///
/// | in the archive | what |
/// |---|---|
/// | `0123456789abcdef/` | the segments of that incarnation, 16 hexadecimal digits |
/// | `0123456789abcdef/00000000000000000005.journal` | segment 5, up to its last record, and a trailer |
/// | `0123456789abcdef/00000000000000000005.journal.new` | one that is being written, or was when something went wrong |
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

    /// Makes the folder for this incarnation.
    func prepare() throws(FilesError) {
        guard try !files.exists(path) else { return }
        try files.makeFolder(path)
        try files.synchronizeFolder(root)
    }
}
