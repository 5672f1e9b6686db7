import Foundation
import LMDB

/// A folder that exists as long as this value.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "lmdb-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// An open environment in a temporary folder, with its writer and two databases.
struct TemporaryStore: ~Copyable {
    let environment: Environment
    var writer: Writer
    let levels: Database
    let holds: Database
    let folder: TemporaryFolder

    init(options: EnvironmentOptions = EnvironmentOptions(mapSizeBytes: 1 << 30)) throws {
        let folder = try TemporaryFolder()
        let environment = try Environment.open(at: folder.path, options: options)
        var writer = try environment.takeWriter()
        let levels = try writer.openDatabase("levels")
        let holds = try writer.openDatabase("holds")
        self.folder = folder
        self.environment = environment
        self.writer = writer
        self.levels = levels
        self.holds = holds
    }

    /// Stores one value.
    mutating func put(_ value: [UInt8], for key: [UInt8]) throws(StorageError) {
        try writer.write { [levels] transaction throws(StorageError) in
            try transaction.put(value.span.unpadded, for: key.span.unpadded, in: levels)
        }
    }

    /// Stores a value for each number below `count`, its key big-endian in two bytes.
    mutating func putNumbers(below count: Int, step: Int = 1) throws(StorageError) {
        try writer.write { [levels] transaction throws(StorageError) in
            var cursor = try transaction.cursor(in: levels)
            for number in stride(from: 0, to: count, by: step) {
                let key = bytes(of: number)
                try cursor.put(key.span.unpadded, for: key.span.unpadded)
            }
        }
    }
}

/// Two bytes, big-endian.
func bytes(of number: Int) -> [UInt8] { [UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)] }

/// A copy of what a span shows, to compare it.
func copy(_ span: RawSpan?) -> [UInt8]? {
    guard let span else { return nil }
    return bytes(of: span)
}

/// A copy of what a span shows, to compare it.
func bytes(of span: RawSpan) -> [UInt8] {
    unsafe span.withUnsafeBytes { bytes in unsafe [UInt8](bytes) }
}

/// The number in two bytes, big-endian.
func number(_ span: RawSpan) -> Int { bytes(of: span).reduce(0) { $0 << 8 | Int($1) } }

/// The code of the storage error that `body` throws, or `nil`.
func code(of body: () throws(StorageError) -> Void) -> StorageError.Code? {
    do throws(StorageError) {
        try body()
        return nil
    } catch {
        return error.code
    }
}
