import Foundation
import Synchronization

/// A server as a process of its own, which can be told to end, be killed, or end itself.
final class ServerUnderTrial: Sendable {
    let port: Int
    private let process: Process
    private let output: String

    private init(_ process: Process, port: Int, output: String) {
        self.process = process
        self.port = port
        self.output = output
    }

    /// The server did not begin to listen: it was killed before that, or said why not.
    struct NotListening: Error, CustomStringConvertible {
        let status: Int32
        let wasKilled: Bool
        let said: String
        var description: String { "the server ended with \(status) before it listened: \(said)" }
    }

    /// Starts it, and returns when clients can connect.
    ///
    /// - Parameters:
    ///   - settings: how.
    ///   - output: a file for what it says.
    ///   - begun: told its process before anything is waited for.
    /// - Returns: the listening server.
    /// - Throws: `NotListening`, where it ended before.
    static func start(
        _ settings: ServerSettings, output: String, begun: (Process) -> Void = { _ in }
    ) async throws -> ServerUnderTrial {
        guard FileManager.default.createFile(atPath: output, contents: nil),
            let writing = FileHandle(forWritingAtPath: output)
        else { throw TrialFailure("\(output) cannot be written") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: settings.program)
        process.arguments = settings.arguments
        process.environment = ProcessInfo.processInfo.environment.merging(settings.environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = writing
        process.standardError = writing
        try process.run()
        try? writing.close()
        begun(process)
        while true {
            let isRunning = process.isRunning
            let said = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            for line in said.split(separator: "\n") where line.hasPrefix("listening on ") {
                if let port = line.split(separator: ":").last.flatMap({ Int($0) }), said.contains(line + "\n") {
                    return ServerUnderTrial(process, port: port, output: output)
                }
            }
            guard isRunning else {
                throw NotListening(
                    status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
                    said: said)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    var isRunning: Bool { process.isRunning }

    /// What it has said so far.
    var said: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

    /// SIGTERM; gives the exit code when it has ended.
    func end() async throws -> Int32 {
        process.terminate()
        return try await ended().status
    }

    /// SIGKILL.
    func kill() async throws {
        Foundation.kill(process.processIdentifier, SIGKILL)
        _ = try await ended()
    }

    /// Waits for its end.
    func ended() async throws -> (status: Int32, wasKilled: Bool) {
        while process.isRunning { try await Task.sleep(for: .milliseconds(2)) }
        return (process.terminationStatus, process.terminationReason == .uncaughtSignal)
    }

    deinit { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }
}
