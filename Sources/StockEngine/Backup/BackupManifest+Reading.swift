import StockBytes
public import StockFiles
import StockModel

extension BackupManifest {
    /// The most that is read of a manifest, in bytes.
    private static let bytesMax = 64 << 10

    /// Reads the manifest of the backup in a folder.
    ///
    /// - Throws: `noBackup` where there is none, `interrupted` where it has no manifest, `damaged`, `newerFormat`, `files`.
    public static func read(
        in folder: String, files: any FileSystem = SystemFiles()
    ) throws(BackupFailure) -> BackupManifest {
        let path = folder + "/" + fileName
        var bytes: [UInt8]?
        var isBackup = false
        do throws(FilesError) {
            if try files.exists(path) {
                bytes = try files.open(path, .read).readBytes(bytesMax + 1, at: 0)
            } else {
                for name in [BackupWriter.dataName, BackupWriter.unfinishedManifestName] where !isBackup {
                    isBackup = try files.exists(folder + "/" + name)
                }
            }
        } catch { throw BackupFailure(error) }
        guard let bytes else {
            // An open store, or a copy of one, is no backup either.
            throw isBackup ? .interrupted(folder: folder) : .noBackup(folder: folder)
        }
        return try decode(bytes, path)
    }

    /// What the bytes of a manifest say: exactly those that `text` gives, or it is damaged.
    static func decode(_ bytes: [UInt8], _ path: String) throws(BackupFailure) -> BackupManifest {
        guard bytes.count <= bytesMax, let text = String(validating: bytes, as: UTF8.self) else {
            throw .damaged(file: path, what: "it is no text")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        func next(_ name: String) throws(BackupFailure) -> [Substring] {
            let line = lines.popFirst() ?? ""
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.first == name[...], words.count > 1 else {
                throw .damaged(file: path, what: "the line \"\(name)\" is missing")
            }
            return Array(words.dropFirst())
        }
        func number<Value: FixedWidthInteger>(_ word: Substring?, radix: Int = 10) throws(BackupFailure) -> Value {
            guard let word, let value = Value(word, radix: radix) else {
                throw .damaged(file: path, what: "\"\(word ?? "")\" is no number that it can have")
            }
            return value
        }
        let title = try next("stockroom")
        let format: Int = try number(title.last)
        guard title.first == "backup" else { throw .damaged(file: path, what: "it is no manifest") }
        guard format <= Self.format else { throw .newerFormat(file: path, format: format) }
        var identity = StoreIdentity(store: try next("store").joined(separator: " "))
        identity.incarnation = try number(try next("incarnation").first, radix: 16)
        identity.sequence = try number(try next("sequence").first)
        identity.time = Instant(millisecondsSinceEpoch: try number(try next("time").first))
        identity.stateHash = try next("state-hash").joined(separator: " ")
        identity.format = try number(try next("store-format").first)
        identity.applyVersion = try number(try next("apply-version").first)
        let program = try next("program").joined(separator: " ")
        let made: Int64 = try number(try next("made").first)
        var files: [BackedUpFile] = []
        while lines.first?.hasPrefix("file ") == true {
            let words = try next("file")
            guard words.count == 3, !words[0].contains("/") else { throw .damaged(file: path, what: "a line is cut") }
            files.append(
                BackedUpFile(
                    name: String(words[0]), byteCount: try number(words[1]), checksum: try number(words[2], radix: 16)))
        }
        let manifest = BackupManifest(store: identity, program: program, madeMilliseconds: made, files: files)
        guard manifest.text.utf8.elementsEqual(bytes) else {
            throw .damaged(file: path, what: "its checksum does not belong to what it says")
        }
        return manifest
    }
}
