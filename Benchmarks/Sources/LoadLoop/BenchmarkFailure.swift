/// Why a run gives no figures: a peer answered with an error, refused, or has lost something.
public struct BenchmarkFailure: Error, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
