import StockBytes
import StockModel

/// What a backup is, as its file `manifest` says it: written last, so that a backup without it was interrupted.
///
/// Text, one fact a line, in this order; the last line is the checksum of all before. See docs/backup.md.
public struct BackupManifest: Hashable, Sendable {
    /// Format of the manifest; a higher one is refused.
    public static let format = 1
    /// Its name in the folder of a backup.
    public static let fileName = "manifest"

    /// Which store, which of its lives, and how far it had come.
    public var store: StoreIdentity
    /// The version of the program that made the backup.
    public var program: String
    /// Milliseconds since 1970, by the clock of the machine that made it.
    public var madeMilliseconds: Int64
    /// The other files of the backup.
    public var files: [BackedUpFile]

    /// Made of its parts.
    public init(store: StoreIdentity, program: String, madeMilliseconds: Int64, files: [BackedUpFile]) {
        self.store = store
        self.program = program
        self.madeMilliseconds = madeMilliseconds
        self.files = files
    }

    /// The bytes of the file.
    public var text: String {
        var lines = [
            "stockroom backup \(Self.format)", "store \(store.store)",
            "incarnation \(store.incarnation.hexadecimalDigits)", "sequence \(store.sequence)",
            "time \(store.time.millisecondsSinceEpoch) \(store.time.seconds)", "state-hash \(store.stateHash)",
            "store-format \(store.format)", "apply-version \(store.applyVersion)", "program \(program)",
            "made \(madeMilliseconds) \(UTCText.seconds(madeMilliseconds))",
        ]
        for file in files { lines.append("file \(file.name) \(file.byteCount) \(file.checksum.hexadecimalDigits)") }
        let checked = lines.joined(separator: "\n") + "\n"
        return checked + "checksum \(checksum(of: Array(checked.utf8)).hexadecimalDigits)\n"
    }
}

/// A file of a backup, and what it has to be.
public struct BackedUpFile: Hashable, Sendable {
    /// Its name in the folder of the backup.
    public var name: String
    /// Its size in bytes.
    public var byteCount: UInt64
    /// XXH64, seed 0, of its bytes: what `xxh64sum` says.
    public var checksum: UInt64

    /// Made of its parts.
    public init(name: String, byteCount: UInt64, checksum: UInt64) {
        self.name = name
        self.byteCount = byteCount
        self.checksum = checksum
    }
}
