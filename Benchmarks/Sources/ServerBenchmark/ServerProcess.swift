import Foundation

/// `stockroom serve` as a process of its own.
final class ServerProcess {
    let port: Int
    private let process = Process()

    init(_ program: String, folder: String, arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments =
            ["serve", "--data", folder, "--listen", "127.0.0.1:0", "--log-level", "error"] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = line.split(separator: ":").last.flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
        else { throw BenchmarkFailure("the server does not say where it listens: \(line)") }
        self.port = port
    }

    /// User and kernel time so far.
    var cpuSeconds: Double { Self.cpuSeconds("\(process.processIdentifier)") }

    static func cpuSeconds(_ process: String) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / 100
    }

    func stop() throws {
        process.terminate()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchmarkFailure("the server ended with \(process.terminationStatus)")
        }
    }
}
