import Foundation

/// Which random runs the property tests make.
///
/// `STOCKROOM_RUNS` says how many, `STOCKROOM_SEED` with which seed to begin; a seed alone is one run.
enum RandomRuns {
    static let usual = 24

    static var seeds: [UInt64] {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["STOCKROOM_SEED"].flatMap { UInt64($0) }
        let runs = environment["STOCKROOM_RUNS"].flatMap { Int($0) } ?? (seed == nil ? usual : 1)
        return (0..<max(runs, 1)).map { (seed ?? 1) &+ UInt64($0) }
    }
}
