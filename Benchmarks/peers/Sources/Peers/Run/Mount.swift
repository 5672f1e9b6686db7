import Foundation

/// The file system that a folder lies on.
struct Mount: Equatable {
    var filesystem: String
    var device: String

    /// Lost with the machine's power, and flushed in no time.
    var isInMemory: Bool { ["tmpfs", "ramfs", "devtmpfs"].contains(filesystem) }

    init(of folder: String) {
        self.init(of: folder, mounts: (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? "")
    }

    /// - Parameter mounts: as in /proc/self/mounts; the one with the longest beginning of the path is it.
    init(of folder: String, mounts: String) {
        let path = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        let around = mounts.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }.filter { mount in
            mount.count > 2 && (mount[1] == "/" || path == mount[1] || path.hasPrefix(mount[1] + "/"))
        }
        // Of two at the same place the later one is seen.
        let found = around.enumerated().max { ($0.element[1].count, $0.offset) < ($1.element[1].count, $1.offset) }?
            .element
        filesystem = found?[2] ?? "unknown"
        device = found?[0] ?? "unknown"
    }
}
