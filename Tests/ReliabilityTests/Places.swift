import Foundation

@testable import ReliabilityTrials

/// Runs the body with the programs beside the test program, and a folder that is deleted.
func withPlaces<Value>(_ body: (TrialPlaces) async throws -> Value) async throws -> Value {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let named = CommandLine.arguments.first ?? tests
    let candidates = [tests, Bundle.main.executablePath ?? "", named].map { path in
        URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("ReliabilityTrials").path
    }
    let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    let places = try TrialPlaces(program: found ?? "ReliabilityTrials")
    defer {
        places.removeScratch()
        places.removeFolder()
    }
    return try await body(places)
}
