#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The size of an environment and who reads it, at one moment.
///
/// For metrics and alarms.
public struct EnvironmentStatus: Equatable, Sendable {
    /// The most that the file can hold, in bytes.
    public let mapSizeBytes: Int

    /// Size of a page, in bytes.
    public let pageSizeBytes: Int

    /// How many pages the file has, used or free for reuse.
    public let pages: Int

    /// The number of the last commit.
    public let lastCommit: UInt

    /// How many read transactions can live at once.
    public let readersMax: Int

    /// Those that hold a reader slot, in any process, the dead ones too until `checkReaders()`.
    public let readers: [Reader]

    /// Bytes of the file that pages occupy.
    public var usedBytes: Int { pages * pageSizeBytes }

    /// The reader on the oldest state; it pins every page that a later commit freed.
    public var oldestReader: Reader? {
        readers.filter { $0.commit != nil }.min { ($0.commit ?? 0) < ($1.commit ?? 0) }
    }

    /// How many commits the oldest reader of another process is behind; 0 where there is none.
    public var commitsBehind: Int {
        let others = readers.filter { $0.process != getpid() }.compactMap(\.commit)
        return others.min().map { lastCommit > $0 ? Int(lastCommit - $0) : 0 } ?? 0
    }

    /// Who holds a reader slot.
    public struct Reader: Equatable, Sendable {
        /// The process that reads.
        public let process: Int32

        /// The number of the commit whose state it sees; `nil` while it sees none (between renewals).
        public let commit: UInt?
    }
}

extension EnvironmentStatus.Reader {
    /// Reads a line of LMDB's reader list: process, thread, and the commit or a dash.
    init?(line: Substring) {
        let words = line.split(separator: " ")
        guard words.count == 3, let process = Int32(words[0]) else { return nil }
        self.process = process
        self.commit = UInt(words[2])
    }
}
