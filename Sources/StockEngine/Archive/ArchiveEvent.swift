public import StockModel

/// What somebody has to know about the journal's archive.
@nonexhaustive
public enum ArchiveEvent: Sendable, Hashable {
    /// Copying has begun to fail; it is tried again, and the journal keeps what waits.
    case failing(String)
    /// It works again.
    case works(through: SequenceNumber)
    /// These segments were let go of at the limit: the archive has a gap up to this sequence, and a new backup is due.
    case letGo(segments: ClosedRange<UInt64>, through: SequenceNumber)
}

extension ArchiveEvent: CustomStringConvertible {
    /// One line for a log.
    public var description: String {
        switch self {
        case .failing(let why):
            "the journal's archive fails: \(why). It is tried again; the journal keeps what waits, up to its limit"
        case .works(let sequence): "the journal's archive works again, and has everything up to sequence \(sequence)"
        case .letGo(let segments, let sequence):
            "the journal's archive has a gap up to sequence \(sequence): segments \(segments.lowerBound) to \(segments.upperBound) were let go of. Nothing behind it can be replayed over an older backup: take a new one with stockroom backup"
        }
    }
}
