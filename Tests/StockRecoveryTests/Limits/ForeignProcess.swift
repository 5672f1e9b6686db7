import Foundation
import Testing

/// One of LMDB's own programs, which has the store open beside the engine and goes no further.
final class ForeignProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Starts it.
    init(_ tool: String, _ arguments: [String]) throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        let path = try #require(found, "\(tool) is not on the PATH: install lmdb-utils")
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = input
        // Nobody reads it: once the pipe is full, it waits.
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    func tell(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    /// Lets it come to its end.
    func finish() throws {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    func kill() {
        guard process.isRunning else { return }
        _ = Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit { kill() }
}
