import Foundation

/// The programs and folders of a trial.
struct TrialPlaces {
    let program: String
    let products: String
    let folder: String
    let scratch: String

    /// - Parameters:
    ///   - folder: where a folder of the trial's own is made; nil: where temporary ones are.
    ///   - program: this program; nil: as it was started.
    /// - Throws: where no folder can be made.
    init(folder: String? = nil, program: String? = nil) throws {
        let own = try program ?? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let name = "stockroom-trial-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0 ... .max))"
        self.program = own
        products = URL(fileURLWithPath: own).deletingLastPathComponent().path
        self.folder = (folder ?? FileManager.default.temporaryDirectory.path) + "/" + name
        let memory = "/dev/shm"
        let isThere = FileManager.default.isWritableFile(atPath: memory)
        scratch = (isThere ? memory : FileManager.default.temporaryDirectory.path) + "/" + name + "-images"
        for path in [self.folder, scratch] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
    }

    var powerCuts: PowerCutTrial {
        PowerCutTrial(
            program: program, shippedProgram: products + "/stockroom", library: products + "/libDiskRecorder.so",
            folder: folder, scratch: scratch)
    }

    func removeScratch() { try? FileManager.default.removeItem(atPath: scratch) }

    /// Where nothing is to be kept.
    func removeFolder() { try? FileManager.default.removeItem(atPath: folder) }
}
