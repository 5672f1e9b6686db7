public import StockFiles

/// What can go wrong with archived segments, by what there is to do about it.
@nonexhaustive
public enum ArchiveError: Error, Sendable, Equatable {
    /// An archived segment does not have the bytes that were written. Restore to a moment before its sequence, or take the
    /// file from another copy of the archive.
    case damaged(file: String, offset: Int, sequence: UInt64, what: String)

    /// A segment of another store, or of another of its lives. Move it away.
    case foreign(file: String)

    /// A segment was archived by a newer version of this program. Use that version.
    case newerFormat(file: String, format: UInt32)

    /// The archive has no segment of this store and incarnation.
    case empty(folder: String)

    /// Segments with these sequences are not there: they were let go of, or taken away. Nothing behind them can be
    /// replayed: take a new backup.
    case gap(folder: String, first: UInt64, last: UInt64)

    /// Another file of that name is in the archive already, and nothing is ever written over.
    case exists(file: String)

    /// A file of the journal or of the archive could not be opened, read or written. See the error inside.
    case files(FilesError)

    /// A record of the segment to be archived cannot be read. The journal's own copy is damaged.
    case sourceDamaged(file: String, offset: Int)

    /// It was given up because somebody said so; what was written has not got its name.
    case cancelled
}

extension ArchiveError: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        switch self {
        case .damaged(let file, let offset, let sequence, let what):
            "\(file) is damaged at byte \(offset), sequence \(sequence): \(what)"
        case .foreign(let file): "\(file) belongs to another store, or to another incarnation of this one"
        case .newerFormat(let file, let format):
            "\(file) was written by a newer version (format \(format)); use that version"
        case .empty(let folder): "there are no segments in \(folder)"
        case .gap(let folder, let first, let last):
            "the archive \(folder) has a gap: sequences \(first) to \(last) are not there"
        case .exists(let file): "\(file) is there already with other bytes, and nothing in an archive is written over"
        case .files(let error): "\(error)"
        case .sourceDamaged(let file, let offset):
            "\(file) cannot be read at byte \(offset): the journal is damaged, and its segment was not archived"
        case .cancelled: "it was given up before it was whole"
        }
    }
}
