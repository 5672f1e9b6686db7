import Foundation
import LoadLoop

/// Where a peer finds what it needs.
struct Context {
    /// Its own, empty, on the disk that is measured.
    var folder: String
    /// Where `stockroom` and `GroupServer` were built.
    var programs: String
    var configurationFolder: String
    var assortment = Assortment.small

    func configuration(_ name: String) -> String { configurationFolder + "/" + name }

    func text(_ name: String) throws -> String {
        do { return try String(contentsOfFile: configuration(name), encoding: .utf8) } catch {
            throw BenchmarkFailure("\(configuration(name)) cannot be read")
        }
    }
}
