import Foundation
import StockAPI
import StockTesting
import Testing

/// A copy of a store's folder in a folder of its own, deleted afterwards.
func withCopy<Result>(of folder: String, _ body: (String) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { temporary in
        let copy = temporary + "/copy"
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        return try await body(copy)
    }
}

/// How the body fails.
func failure(_ body: () async throws(StockFailure) -> Void) async -> StockFailure? {
    do throws(StockFailure) {
        try await body()
        return nil
    } catch { return error }
}

extension StockFailure {
    var isStorageFailed: Bool { if case .storageFailed = self { true } else { false } }
    var isCannotOpen: Bool { if case .cannotOpen = self { true } else { false } }
    var isDamaged: Bool { if case .damaged = self { true } else { false } }
}

/// Waits until something comes about; gives up after many attempts, without saying how long that is.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<1_000 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}

/// Runs a program found on the `PATH` to its end.
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
