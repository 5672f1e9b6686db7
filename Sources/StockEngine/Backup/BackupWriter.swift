import Foundation
import StockAPI
import StockBytes
public import StockFiles

/// Writes a backup into a folder of its own: the store's file piece by piece, and the manifest last.
///
/// Each piece is durable before the next is taken, past the page cache where the file system can: a file that is handed to
/// the system at once would make the flushes of a journal on the same disk wait behind it. What is interrupted has no
/// manifest, and is refused.
public struct BackupWriter: ~Copyable {
    /// The store's file, in a backup.
    static let dataName = "data.mdb"
    static let unfinishedManifestName = BackupManifest.fileName + ".new"
    /// Pieces of so many bytes are written best.
    public static let pieceBytes = 128 << 10

    /// The folder of the backup.
    public let path: String
    private let parent: String
    private let files: any FileSystem
    private let data: any File
    private let program: String
    private let madeMilliseconds: Int64
    private var sum = RunningChecksum()

    /// Bytes written.
    public var byteCount: UInt64 { sum.byteCount }

    /// Begins a backup in a new folder, named for the time, within `folder`, which is made where it is not there.
    ///
    /// - Parameters:
    ///   - folder: where the backups are kept.
    ///   - program: the version of this program, for the manifest.
    ///   - files: the disk.
    /// - Throws: `files`.
    public init(
        in folder: String, program: String, files: any FileSystem = SystemFiles()
    ) throws(BackupFailure) {
        let made = Int64(Date().timeIntervalSince1970 * 1_000)
        let (path, data) = try filing { () throws(FilesError) in
            if try !files.exists(folder) {
                try files.makeFolder(folder)
                try files.synchronizeFolder(StoreFolder.parent(of: folder))
            }
            let path = try Self.newFolder(in: folder, UTCText.name(made), files)
            do throws(FilesError) { return (path, try files.open(path + "/" + Self.dataName, .create)) } catch {
                _ = try? files.removeIfPresent(path)
                throw error
            }
        }
        self.files = files
        self.program = program
        self.path = path
        self.data = data
        madeMilliseconds = made
        parent = folder
    }

    /// Two within a second have different names.
    private static func newFolder(
        in folder: String, _ time: String, _ files: any FileSystem
    ) throws(FilesError) -> String {
        var path = folder + "/" + BackupFolder.namePrefix + time
        var number = 1
        while try files.exists(path) {
            number += 1
            path = folder + "/" + BackupFolder.namePrefix + time + "-\(number)"
        }
        try files.makeFolder(path)
        return path
    }

    /// Writes the next bytes of the store's file; durable when it returns.
    ///
    /// - Throws: `files`; then the backup is of no use.
    public mutating func append(_ bytes: [UInt8]) throws(BackupFailure) {
        do throws(FilesError) {
            try data.writeDurably(bytes.span.rawBytes, at: Int(clamping: sum.byteCount))
        } catch { throw BackupFailure(error) }
        sum.add(bytes)
    }

    /// All of the store's file is written: makes it a backup, or removes it where that fails.
    ///
    /// - Returns: the manifest, as it was written.
    /// - Throws: `damaged` where what was written is no store, `files`.
    public consuming func finish() throws(BackupFailure) -> BackupManifest {
        do throws(BackupFailure) { return try makeWhole() } catch {
            remove()
            throw error
        }
    }

    private borrowing func makeWhole() throws(BackupFailure) -> BackupManifest {
        let identity: StoreIdentity
        do throws(FilesError) { try data.synchronize() } catch { throw BackupFailure(error) }
        do throws(StockFailure) {
            identity = StoreIdentity(try StoreCopy.facts(at: path, files))
        } catch {
            let file = path + "/" + Self.dataName
            if case .storageFailed = error { throw BackupFailure(error, reading: file) }
            throw .damaged(file: file, what: "what was received is no store: \(error)")
        }
        let manifest = BackupManifest(
            store: identity, program: program, madeMilliseconds: madeMilliseconds,
            files: [BackedUpFile(name: Self.dataName, byteCount: sum.byteCount, checksum: sum.value)])
        do throws(FilesError) {
            let unfinished = path + "/" + Self.unfinishedManifestName
            let file = try files.open(unfinished, .create)
            try file.write(Array(manifest.text.utf8), at: 0)
            try file.synchronize()
            try files.synchronizeFolder(path)
            try files.rename(unfinished, to: path + "/" + BackupManifest.fileName)
            try files.synchronizeFolder(path)
            try files.synchronizeFolder(parent)
        } catch { throw BackupFailure(error) }
        return manifest
    }

    /// Removes what was written.
    public consuming func discard() { remove() }

    private borrowing func remove() {
        for name in [BackupManifest.fileName, Self.unfinishedManifestName, Self.dataName] {
            _ = try? files.removeIfPresent(path + "/" + name)
        }
        _ = try? files.removeIfPresent(path)
    }
}
