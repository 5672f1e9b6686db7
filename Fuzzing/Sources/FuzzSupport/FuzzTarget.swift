import Foundation
import FuzzDriver

/// What is fuzzed: what has to hold for an input, and inputs to begin with.
public protocol FuzzTarget: SendableMetatype {
    /// What tools/fuzz calls it.
    static var name: String { get }
    /// Looks at one input; traps where something does not hold that has to.
    static func check(_ input: RawSpan)
    /// Made by the product's own code and data, which lie under `root`.
    static func seeds(_ root: String) throws -> [[UInt8]]
}

/// A program that fuzzes some targets.
///
/// Its arguments are libFuzzer's, which starts the program again with them, so what is fuzzed comes from the
/// environment: see tools/fuzz.
public enum FuzzProgram {
    /// Fuzzes the target that `STOCKROOM_FUZZ_TARGET` names, or writes its seeds into `STOCKROOM_FUZZ_SEEDS`; gives the
    /// exit code.
    public static func run(_ targets: [any FuzzTarget.Type]) -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        guard let target = targets.first(where: { $0.name == environment["STOCKROOM_FUZZ_TARGET"] }) else {
            let names = targets.map { $0.name }.joined(separator: ", ")
            print("STOCKROOM_FUZZ_TARGET has to be one of: \(names). tools/fuzz sets it")
            return 64
        }
        guard let folder = environment["STOCKROOM_FUZZ_SEEDS"] else {
            return FuzzDriver.run { bytes in target.check(bytes) }
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (number, seed) in try target.seeds(environment["STOCKROOM_ROOT"] ?? ".").enumerated() {
                try Data(seed).write(to: URL(fileURLWithPath: "\(folder)/seed-\(number)"))
            }
            return 0
        } catch {
            print("the seeds of \(target.name) cannot be written: \(error)")
            return 1
        }
    }
}
