import Foundation

/// A server's life on a recorded disk, in a folder.
///
/// | name | what |
/// |---|---|
/// | `disk/` | the folder that is recorded; the store is `disk/store` |
/// | `writes` | the log of `DiskRecorder` |
/// | `history` | what clients were told |
/// | `plan` | lines of a name and a number: what is needed to repeat |
struct Recording: Sendable {
    let folder: String

    var disk: String { folder + "/disk" }
    var store: String { disk + "/store" }
    var writes: String { folder + "/writes" }
    var history: String { folder + "/history" }

    /// The store within any image of the disk.
    static func store(in image: String) -> String { image + "/store" }

    /// What a program needs in its environment to be recorded.
    ///
    /// - Parameters:
    ///   - library: the built `DiskRecorder`.
    ///   - kill: when it is killed.
    ///   - fullFrom: from this write to LMDB's file on the disk is full, for a while.
    /// - Returns: names and values, to be added to those that there are.
    func environment(library: String, kill: KillMoment? = nil, fullFrom: Int? = nil) -> [String: String] {
        // As the recorder sees paths: without symbolic links.
        let real = URL(fileURLWithPath: disk).resolvingSymlinksInPath().path
        var environment = [
            "LD_PRELOAD": library, "STOCKROOM_RECORD_FOLDER": real, "STOCKROOM_RECORD_LOG": writes,
        ]
        if let kill {
            environment["STOCKROOM_RECORD_KILL_AT"] = "\(kill.flush)"
            if kill.isCommit {
                environment["STOCKROOM_RECORD_KILL_OF"] = "data.mdb"
                environment["STOCKROOM_RECORD_KILL_BELOW"] = "\(2 * FileContent.pageBytes)"
            }
        }
        if let fullFrom {
            environment["STOCKROOM_RECORD_FULL_FROM"] = "\(fullFrom)"
            environment["STOCKROOM_RECORD_FULL_COUNT"] = "\(Self.fullWrites)"
        }
        return environment
    }

    private static let fullWrites = 3

    func makeFolder() throws {
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    }

    /// How long the log is: what has happened is told by a smaller offset.
    func logBytes() throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: writes)
        return (attributes[.size] as? NSNumber)?.intValue ?? 0
    }

    /// Whether the folder is, byte for byte, what the log says: then nothing that changes it went unrecorded.
    func check(_ records: [DiskRecord]) throws {
        var seen = Disk()
        for record in records { try seen.apply(record) }
        if let difference = try seen.difference(from: disk) {
            throw TrialFailure("the log does not say all that happened: \(difference)")
        }
    }
}

/// A kill between a write and its flush: what was written last is in the page cache, and not on the disk.
struct KillMoment: Sendable {
    /// When the program asks for so many.
    var flush: Int
    /// Only flushes of the page that makes a commit of LMDB valid count.
    var isCommit = false
}
