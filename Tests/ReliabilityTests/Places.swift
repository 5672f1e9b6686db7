import Foundation

@testable import ReliabilityTrials

/// Runs the body with the programs beside the test program, and a folder that is deleted unless the body throws.
func withPlaces<Value>(_ body: (TrialPlaces) async throws -> Value) async throws -> Value {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let named = CommandLine.arguments.first ?? tests
    let candidates = [tests, Bundle.main.executablePath ?? "", named].map { path in
        URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("ReliabilityTrials").path
    }
    let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    let places = try TrialPlaces(program: found ?? "ReliabilityTrials")
    defer { places.removeScratch() }
    do {
        let value = try await body(places)
        places.removeFolder()
        return value
    } catch {
        throw Kept(error: error, folder: places.folder)
    }
}

/// Something was lost; what is needed to look into it is in the folder.
struct Kept: Error {
    let error: any Error
    let folder: String
}
