import Foundation

@testable import StockServer

/// `stockroom serve` as a process of its own.
final class ServerProcess: Sendable {
    let port: Int
    private let process: Process

    private init(_ process: Process, port: Int) {
        self.process = process
        self.port = port
    }

    /// Starts it, and returns when clients can connect.
    ///
    /// `descriptorsMax`: how many files and sockets it may have open.
    static func start(
        _ folder: String, _ place: EnginePlace, port: Int = 0, descriptorsMax: Int? = nil, _ more: String...
    ) async throws -> ServerProcess {
        let output = "\(folder)-output"
        guard FileManager.default.createFile(atPath: output, contents: nil) else { throw NotListening(said: output) }
        defer { try? FileManager.default.removeItem(atPath: output) }
        let process = Process()
        let program = descriptorsMax == nil ? path : "/bin/sh"
        process.executableURL = URL(fileURLWithPath: program)
        let shell = descriptorsMax.map { ["-c", "ulimit -n \($0); exec \"$@\"", "sh", path] } ?? []
        process.arguments =
            shell + [
                "serve", "--data", folder, "--listen", "127.0.0.1:\(port)", "--engine", place.rawValue, "--log-level",
                "error",
            ] + more
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: output)
        try process.run()
        var said = ""
        let isListening = try await comesTrue {
            said = try String(contentsOfFile: output, encoding: .utf8)
            return said.contains("\n") || !process.isRunning
        }
        guard isListening, said.contains("listening on "),
            let port = said.split(separator: ":").last.flatMap({
                Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
            })
        else {
            process.terminate()
            throw NotListening(said: said)
        }
        return ServerProcess(process, port: port)
    }

    struct NotListening: Error { let said: String }
    struct DoesNotEnd: Error {}

    /// SIGTERM: gives the exit code.
    func end() async throws -> Int32 {
        process.terminate()
        return try await ended()
    }

    /// SIGKILL: gives the number of the signal.
    @discardableResult
    func kill() async throws -> Int32 {
        Foundation.kill(process.processIdentifier, SIGKILL)
        return try await ended()
    }

    private func ended() async throws -> Int32 {
        guard try await comesTrue({ !process.isRunning }) else { throw DoesNotEnd() }
        return process.terminationStatus
    }

    deinit { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }

    /// Beside the test program, in the folder of all products.
    private static let path: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let named = CommandLine.arguments.first ?? tests
        let candidates = [tests, Bundle.main.executablePath ?? "", named].map { path in
            URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("stockroom").path
        }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "stockroom"
    }()
}
