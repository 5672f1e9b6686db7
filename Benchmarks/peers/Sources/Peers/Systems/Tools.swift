import Foundation
import LoadLoop

/// The programs of Debian's packages.
enum Tools {
    static func find(_ name: String) throws -> String {
        let folders =
            (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") + ["/usr/bin", "/usr/sbin"]
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
            return "\(folder)/\(name)"
        }
        throw BenchmarkFailure("\(name) is not installed: tools/bench installs it")
    }
}

/// A port of this machine that nobody listens on.
enum FreePort {
    static func find() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in.loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw BenchmarkFailure("no port is free: \(errno)") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

extension ChildProcess {
    /// Waits until something is so, as long as the process runs.
    func waitUntil(within seconds: Double, _ what: String, _ isSo: () -> Bool) throws {
        let end = Clock.now + UInt64(seconds * 1e9)
        while !isSo() {
            guard isRunning, Clock.now < end else { throw failure(what) }
            usleep(20_000)
        }
    }
}
