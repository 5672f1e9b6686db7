import Foundation

/// `stockroom serve` on a free port, for one test.
final class RunningServer {
    let port: Int
    var address: String { "127.0.0.1:\(port)" }
    private let process: Process
    private let folder: TestFolder

    /// The folder that it serves.
    var store: String { folder.file("store") }

    init(_ arguments: [String] = [], environment: [String: String] = [:], store: String? = nil) throws {
        folder = try TestFolder()
        let (output, errors) = (try folder.empty("output"), try folder.empty("errors"))
        process = try Program.start(
            ["serve", "--data", store ?? folder.file("store"), "--listen", "127.0.0.1:0"] + arguments, output: output,
            errors: errors, environment: environment)
        var line = ""
        for _ in 0..<600 where !line.hasSuffix("\n") {
            Thread.sleep(forTimeInterval: 0.05)
            line = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
        }
        let number = line.split(separator: ":").last.flatMap { Int($0.trimmingCharacters(in: .newlines)) }
        guard let number else {
            process.terminate()
            throw TestFolder.Unexpected(
                run: Program.Run(
                    status: 0, output: line, errors: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""))
        }
        port = number
    }

    deinit { if process.isRunning { process.terminate() } }

    /// What it has logged.
    var log: String { (try? String(contentsOfFile: folder.file("errors"), encoding: .utf8)) ?? "" }

    /// Runs a command that asks it.
    func ask(_ line: String) throws -> Program.Run {
        try Program.run(line.split(separator: " ").map(String.init) + ["--connect", address])
    }

    /// The most memory that it has had, in bytes.
    var memoryPeakBytes: UInt64 {
        let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { UInt64($0) } ?? 0) << 10
    }

    /// The signal that has ended it, or is about to; nil: none, or it goes on.
    func endedBySignal() -> Int32? {
        for _ in 0..<600 where process.isRunning { Thread.sleep(forTimeInterval: 0.05) }
        guard !process.isRunning, process.terminationReason == .uncaughtSignal else { return nil }
        return process.terminationStatus
    }

    /// Ends it as an operator would, and gives its exit code.
    func stop() -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
