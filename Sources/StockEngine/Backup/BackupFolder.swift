import StockBytes
public import StockFiles
import StockModel

/// A backup in its folder.
public struct BackupFolder: Sendable, Hashable {
    /// Folders of backups begin with it.
    static let namePrefix = "backup-"

    /// The folder with the manifest.
    public let path: String
    /// What it says.
    public let manifest: BackupManifest

    /// The backup in a folder, or one of those in the folders within.
    ///
    /// - Parameters:
    ///   - path: the folder of a backup, or one that holds such folders.
    ///   - target: what is to be restored: of several backups, the newest one that is not from behind it.
    ///   - files: the disk.
    /// - Returns: the backup.
    /// - Throws: `noBackup`, `interrupted`, `damaged`, `newerFormat`, `severalStores`, `beforeOldestBackup`,
    ///   `beforeBackup`, `files`. A folder that was named itself has to be whole; of several, those that were interrupted
    ///   are passed over, and one that is damaged is not.
    public static func find(
        _ path: String, for target: RestoreTarget = .newest, files: any FileSystem = SystemFiles()
    ) throws(BackupFailure) -> BackupFolder {
        let backups = try all(in: path, files: files).backups
        guard !backups.isEmpty else {
            let backup = BackupFolder(path: path, manifest: try .read(in: path, files: files))
            guard target.isReached(from: backup.manifest.store) else {
                throw .beforeBackup(sequence: backup.manifest.store.sequence, time: backup.manifest.store.time)
            }
            return backup
        }
        guard Set(backups.map(\.manifest.store.store)).count == 1 else { throw .severalStores(folder: path) }
        if let found = backups.last(where: { target.isReached(from: $0.manifest.store) }) { return found }
        let oldest = backups[0].manifest.store
        throw .beforeOldestBackup(folder: path, sequence: oldest.sequence, time: oldest.time)
    }

    /// The backups in the folders within one, the oldest first, and the folders of those that were interrupted.
    public static func all(
        in path: String, files: any FileSystem = SystemFiles()
    ) throws(BackupFailure) -> (backups: [BackupFolder], interrupted: [String]) {
        let names: [String]
        do throws(FilesError) {
            names = try files.list(path).filter { $0.hasPrefix(namePrefix) }
        } catch {
            if error.code == .notFound { throw .noBackup(folder: path) }
            throw BackupFailure(error)
        }
        var backups: [BackupFolder] = []
        var interrupted: [String] = []
        for name in names {
            let folder = path + "/" + name
            do throws(BackupFailure) {
                backups.append(BackupFolder(path: folder, manifest: try .read(in: folder, files: files)))
            } catch {
                switch error {
                case .interrupted, .noBackup: interrupted.append(folder)
                default: throw error
                }
            }
        }
        backups.sort { ($0.manifest.madeMilliseconds, $0.path) < ($1.manifest.madeMilliseconds, $1.path) }
        return (backups, interrupted)
    }

    /// Reads every file of the backup and compares it with the manifest.
    ///
    /// `each` is given each piece of `data.mdb` as it is read, and where it stands; nil: it is only compared. Throws
    /// `fileMissing`, `damaged`, `files`, `cancelled`.
    func check(
        files: any FileSystem, _ hooks: BackupHooks,
        each: ((_ bytes: [UInt8], _ offset: Int) throws(FilesError) -> Void)? = nil
    ) throws(BackupFailure) {
        guard manifest.files.map(\.name) == [BackupWriter.dataName] else {
            throw .damaged(file: path + "/" + BackupManifest.fileName, what: "it names other files than a backup has")
        }
        for expected in manifest.files { try check(expected, files, hooks, each) }
    }

    private func check(
        _ expected: BackedUpFile, _ files: any FileSystem, _ hooks: BackupHooks,
        _ each: ((_ bytes: [UInt8], _ offset: Int) throws(FilesError) -> Void)?
    ) throws(BackupFailure) {
        let name = path + "/" + expected.name
        var sum = RunningChecksum()
        let size: Int
        do throws(FilesError) {
            let file = try files.open(name, .read)
            size = try file.size()
            if UInt64(size) == expected.byteCount {
                while sum.byteCount < UInt64(size) {
                    if hooks.isCancelled() { break }
                    let bytes = try file.readBytes(BackupWriter.pieceBytes, at: Int(sum.byteCount))
                    if bytes.isEmpty { break }
                    try each?(bytes, Int(sum.byteCount))
                    sum.add(bytes)
                    hooks.progress(.reading, sum.byteCount, of: expected.byteCount)
                }
            }
        } catch {
            if error.code == .notFound, error.path == name { throw .fileMissing(file: name) }
            throw BackupFailure(error)
        }
        if hooks.isCancelled() { throw .cancelled }
        guard UInt64(size) == expected.byteCount, sum.byteCount == UInt64(size) else {
            throw .damaged(file: name, what: "it has \(size) bytes, and had \(expected.byteCount)")
        }
        guard sum.value == expected.checksum else {
            throw .damaged(file: name, what: "its checksum is not the one that it had")
        }
    }
}
