import Foundation

/// This program, to start it once more.
enum OwnProgram {
    /// Wherever it was started from.
    static var path: String {
        let own = "/proc/self/exe"
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: own) { return path }
        return Bundle.main.executablePath ?? CommandLine.arguments[0]
    }
}
