import Foundation
import Glibc

/// Where an export goes: a file, or standard output.
///
/// Bytes are collected and written in large pieces.
final class OutputSink {
    /// Whoever read standard output has gone away: nothing is wrong, and nobody wants the rest.
    struct ReaderIsGone: Error {}

    private static let pieceBytes = 262_144

    private let handle: FileHandle
    private let path: String?
    private var piece = Data(capacity: pieceBytes + 65_536)
    private(set) var bytesWritten: UInt64 = 0

    init(path: String?) throws {
        self.path = path
        guard let path else {
            handle = .standardOutput
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw CommandFailure(.storage, "\(path) cannot be written: choose another --output") }
        self.handle = handle
    }

    func write(_ text: String) throws {
        piece.append(contentsOf: text.utf8)
        if piece.count >= Self.pieceBytes { try flush() }
    }

    func flush() throws {
        do { try handle.write(contentsOf: piece) } catch {
            if path == nil, Self.isBrokenPipe(error) { throw ReaderIsGone() }
            throw CommandFailure(
                .storage, "\(path ?? "standard output") cannot be written: \(error.localizedDescription)")
        }
        bytesWritten += UInt64(piece.count)
        piece.removeAll(keepingCapacity: true)
    }

    /// Whether whoever read it has gone away.
    static func isBrokenPipe(_ error: any Error) -> Bool {
        if (error as NSError).code == Int(EPIPE) { return true }
        guard let inner = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError else { return false }
        return inner.code == Int(EPIPE)
    }
}
