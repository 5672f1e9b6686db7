import Foundation
import Glibc
import LoadLoop

/// The temporary folder of a run, removed when this value goes.
final class RunFolder {
    let path: String

    /// - Parameter parent: on the disk that is measured; a file system in memory is refused.
    init(in parent: String) throws {
        var template = Array((parent + "/stockroom-peers-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchmarkFailure("no folder can be made in \(parent): \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // PostgreSQL has an account of its own, and has to get through to its folder.
        chmod(path, 0o755)
        guard !Mount(of: path).isInMemory else {
            throw BenchmarkFailure(
                "\(parent) lies in memory, where a flush costs nothing. Set TMPDIR to a folder on a disk, such as /var/tmp."
            )
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func make(_ name: String) throws -> String {
        let folder = path + "/" + name
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        return folder
    }

    func empty(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }
}
