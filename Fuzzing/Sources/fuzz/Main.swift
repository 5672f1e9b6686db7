import Foundation
import FuzzDriver
import FuzzTargets

/// One program for all targets, so that only one has to be linked. Started by tools/fuzz; the rest of its arguments are
/// libFuzzer's, which starts the program again with them, so the target comes from the environment.
@main struct Fuzz {
    static func main() {
        let environment = ProcessInfo.processInfo.environment
        let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
        guard let target = environment["STOCKROOM_FUZZ_TARGET"].flatMap(FuzzTarget.init) else {
            print("STOCKROOM_FUZZ_TARGET has to be one of \(names); tools/fuzz sets it")
            exit(64)
        }
        if let folder = environment["STOCKROOM_FUZZ_SEEDS"] {
            do { try target.writeSeeds(to: folder, root: environment["STOCKROOM_ROOT"] ?? ".") } catch {
                print("\(error)")
                exit(1)
            }
            exit(0)
        }
        exit(FuzzDriver.run { bytes in target.check(bytes) })
    }
}
