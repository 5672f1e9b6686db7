import Foundation
import Glibc
import StockTesting

/// A file system in memory, of a size that is full soon.
///
/// Only an administrator can make one.
enum TinyDisk {
    static let isPossible: Bool = {
        guard geteuid() == 0, let path = try? made() else { return false }
        defer { remove(path) }
        return mount(path, megabytes: 1, again: false)
    }()

    /// Hands out its folder, and a function that makes it larger.
    static func with(
        megabytes: Int, _ body: (_ path: String, _ grow: @escaping @Sendable (Int) -> Bool) async throws -> Void
    ) async throws {
        let path = try made()
        defer { remove(path) }
        guard mount(path, megabytes: megabytes, again: false) else { throw CocoaError(.fileWriteUnknown) }
        try await body(path) { mount(path, megabytes: $0, again: true) }
    }

    /// Whether nobody may write to it from here on; false: it could not be changed.
    static func set(_ path: String, isReadOnly: Bool) -> Bool {
        let options = "remount," + (isReadOnly ? "ro" : "rw")
        return (try? run("mount", package: "mount", ["-o", options, path]).status) == 0
    }

    private static func made() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "stockroom-disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }

    private static func mount(_ path: String, megabytes: Int, again: Bool) -> Bool {
        let options = (again ? "remount," : "") + "size=\(megabytes)m"
        return (try? run("mount", package: "mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]).status) == 0
    }

    private static func remove(_ path: String) {
        _ = try? run("umount", package: "mount", ["-l", path])
        try? FileManager.default.removeItem(atPath: path)
    }
}
