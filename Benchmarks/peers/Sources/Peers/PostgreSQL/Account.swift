import Foundation
import LoadLoop

/// Who PostgreSQL runs as: it refuses to be root, and then it is the account of Debian's package.
struct Account {
    private static let name = "postgres"
    private let isRoot = geteuid() == 0
    private var ids: (user: uid_t, group: gid_t) = (0, 0)

    init() throws {
        guard isRoot else { return }
        guard let entry = getpwnam(Self.name) else { throw BenchmarkFailure("there is no account \(Self.name)") }
        ids = (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    /// A folder that only the account reads.
    func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        guard !isRoot || chown(path, ids.user, ids.group) == 0, chmod(path, 0o700) == 0 else {
            throw BenchmarkFailure("\(path) cannot be given to \(Self.name): \(errno)")
        }
    }

    /// `setpriv` becomes the program, so that signals reach it under the process id that we know.
    func command(_ program: String, _ arguments: [String]) -> (program: String, arguments: [String]) {
        guard isRoot else { return (program, arguments) }
        return (
            "/usr/bin/setpriv",
            ["--reuid=\(ids.user)", "--regid=\(ids.group)", "--clear-groups", program] + arguments
        )
    }
}
