import Foundation
import LoadLoop

/// Where it was measured, and what.
struct Machine: Encodable, Equatable {
    var cpu: String
    var cores: Int
    var memoryBytes: UInt64
    var kernel: String
    var filesystem: String
    var device: String
    var date: String
    var flushMicroseconds: Double
    var versions: [String: String]

    enum CodingKeys: String, CodingKey {
        case cpu, cores, kernel, filesystem, device, date, versions
        case memoryBytes = "memory_bytes"
        case flushMicroseconds = "flush_p50_us"
    }

    init(folder: String, programs: String, systems: [PeerSystem], flushMicroseconds: Double) {
        cpu = Self.field("model name", of: "/proc/cpuinfo") ?? "unknown"
        cores = ProcessInfo.processInfo.activeProcessorCount
        memoryBytes = ProcessInfo.processInfo.physicalMemory
        kernel =
            (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
        let mount = Mount(of: folder)
        (filesystem, device) = (mount.filesystem, mount.device)
        date = Date().ISO8601Format(.iso8601.year().month().day())
        self.flushMicroseconds = flushMicroseconds
        versions = ["stockroom": Self.words(programs + "/stockroom", ["--version"])]
        if systems.contains(where: { $0 == .redisAlways || $0 == .redisEverySecond }),
            let tool = try? Tools.find("redis-server")
        {
            versions["redis"] =
                Self.words(tool, ["--version"]).split(separator: " ")
                .first { $0.hasPrefix("v=") }.map { String($0.dropFirst(2)) } ?? "unknown"
        }
        if systems.contains(.postgresql), let tool = try? PostgresPeer.program("postgres") {
            versions["postgresql"] = Self.words(tool, ["--version"]).split(separator: " ").dropFirst(2).first.map(
                String.init)
        }
        if systems.contains(.lmdb), let tool = try? Tools.find("pkg-config") {
            versions["lmdb"] = Self.words(tool, ["--modversion", "lmdb"])
        }
    }

    private static func words(_ program: String, _ arguments: [String]) -> String {
        ((try? ChildProcess.run(program, arguments)) ?? "unknown").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func field(_ name: String, of file: String) -> String? {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: ":").last
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
