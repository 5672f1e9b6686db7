import Foundation
import Testing

/// Runs a program found on the `PATH` to its end; says how it ended and everything it printed.
///
/// Where it is absent the test fails and names what to install.
func run(_ tool: String, package: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    let path = try #require(found, "\(tool) is not on the PATH: install \(package)")
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
