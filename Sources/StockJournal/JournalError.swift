public import StockFiles

/// What can go wrong with a journal, by what there is to do about it.
@nonexhaustive
public enum JournalError: Error, Sendable, Equatable {
    /// Something acknowledged can no longer be read. Do not serve; restore from a backup or a copy.
    case damaged(Damage)

    /// A segment of another store, or of this store before a restore, stands in the folder. Move it away.
    case foreign(file: String)

    /// A segment was written by a newer version of this program. Use that version.
    case newerFormat(file: String, format: UInt32)

    /// Another process, or this one, has the journal open. Stop the other one.
    case locked(folder: String)

    /// There is no room for another segment. Nothing was written, the journal goes on: make room, try again.
    case full(FilesError)

    /// A write or a flush failed, now or before: final. Restart; what was in flight has an unknown outcome.
    case storageFailed(FilesError)

    /// A file could not be opened, read or made, before anything was served. See the error inside.
    case files(FilesError)

    /// The record can never fit into a segment. Split the batch at `commandBytesMax`.
    case recordTooLarge(commandBytes: Int, commandBytesMax: Int)

    /// The batch does not begin where the journal ends, or takes no sequence. A mistake in the program.
    case sequenceMismatch(expected: UInt64, given: UInt64)

    /// `begin` was called before all records had been read. A mistake in the program.
    case replayUnfinished
}

/// Where and how a journal is damaged.
public struct Damage: Sendable, Equatable {
    /// The segment's path.
    public let file: String

    /// Bytes from the file's beginning.
    public let offset: Int

    /// The first sequence that cannot be read.
    public let sequence: UInt64

    /// What is wrong.
    public let reason: Reason

    /// What can be wrong with a journal.
    @nonexhaustive
    public enum Reason: Sendable, Equatable {
        /// Header, length, checksum or order of a record is wrong, and later records prove that it was flushed.
        case badRecord
        /// The header of a segment that holds records is wrong.
        case badSegmentHeader
        /// The file is shorter than it was made.
        case cutShort
        /// A segment is not in the folder, and what is there proves that it was.
        case missingSegment(UInt64)
        /// The file is another segment than its name says.
        case swapped(holds: UInt64)
        /// The segment does not continue the one before.
        case broken
        /// The checkpoint's sequence lies within a record, so journal and checkpoint do not belong together.
        case checkpointInsideRecord
        /// The journal ends before the checkpoint: it is older than the store, or its last records cannot be read.
        case endsBeforeCheckpoint
    }
}

extension Damage: CustomStringConvertible {
    /// File, offset, sequence and reason in one line.
    public var description: String {
        "\(file), offset \(offset), sequence \(sequence): \(reason)"
    }
}
