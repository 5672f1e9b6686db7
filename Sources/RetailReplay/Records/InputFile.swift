import Foundation
public import RetailRecords

/// A file to be read in chunks, as it is or through `xz -dc` when its name ends in `.xz`.
///
/// One reader at a time; blocking. The decompressor runs beside the reader, as a process of its own.
public final class InputFile {
    /// Bytes asked for at a time.
    static let chunkBytes = 262_144

    private let path: String
    private let handle: FileHandle
    private let decompressor: Process?
    private let complaints: FileHandle?
    private var isAtEnd = false
    private var fingerprint = Fingerprint()

    /// Opens the file at `path`.
    ///
    /// `searchPath` is where `xz` is looked for: folders with colons between, by default those of the
    /// environment. Throws `absent`, `unreadable` or `decompressorMissing`.
    public init(path: String, searchPath: String? = nil) throws(InputError) {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else { throw InputError.absent(path: path) }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw InputError.unreadable(path: path, detail: "it cannot be opened")
        }
        guard path.hasSuffix(".xz") else {
            handle = file
            decompressor = nil
            complaints = nil
            return
        }
        let folders = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
        let candidates: [String] = folders.split(separator: ":").map { folder in "\(folder)/xz" }
        guard let program = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw InputError.decompressorMissing(path: path)
        }
        let output = Pipe()
        let errors = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        // The file comes as standard input, so that a path can never be taken for an option.
        process.arguments = ["-dc"]
        process.standardInput = file
        process.standardOutput = output
        process.standardError = errors
        do { try process.run() } catch {
            throw InputError.unreadable(path: path, detail: "xz cannot be started: \(error)")
        }
        handle = output.fileHandleForReading
        complaints = errors.fileHandleForReading
        decompressor = process
    }

    deinit {
        try? handle.close()
        if let decompressor, decompressor.isRunning { decompressor.terminate() }
    }

    /// What tells this file from others: of all bytes read so far, after decompression.
    public var source: ReplaySource {
        ReplaySource(name: URL(fileURLWithPath: path).lastPathComponent, fingerprint: fingerprint.value)
    }

    /// The next bytes, or nil at the end.
    ///
    /// Throws `unreadable`, and at the end `decompressionFailed` when `xz` found the file damaged.
    public func nextChunk() throws(InputError) -> [UInt8]? {
        if isAtEnd { return nil }
        let chunk: Data?
        do { chunk = try handle.read(upToCount: Self.chunkBytes) } catch {
            throw InputError.unreadable(path: path, detail: "\(error)")
        }
        if let chunk, !chunk.isEmpty {
            let bytes = [UInt8](chunk)
            fingerprint.add(bytes)
            return bytes
        }
        isAtEnd = true
        try checkDecompressor()
        return nil
    }

    /// A reader of this file's records.
    public func records() -> CSVReader {
        CSVReader { () throws(InputError) -> [UInt8]? in try self.nextChunk() }
    }

    private func checkDecompressor() throws(InputError) {
        guard let decompressor, let complaints else { return }
        let message: Data
        do { message = try complaints.readToEnd() ?? Data() } catch {
            throw InputError.unreadable(path: path, detail: "\(error)")
        }
        decompressor.waitUntilExit()
        guard decompressor.terminationStatus == 0 else {
            let detail = String(decoding: message, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            throw InputError.decompressionFailed(
                path: path, status: decompressor.terminationStatus, detail: detail)
        }
    }
}
