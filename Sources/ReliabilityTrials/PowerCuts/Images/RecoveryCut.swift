import StockBytes
import Foundation
import StockEngine
import StockFiles
import StockModel

/// Cuts the power while an image is being recovered: the recovery is recorded as the server was, and each of its images
/// is recovered again.
struct RecoveryCut {
    struct Failure: Error {
        let record: Int
        let variant: Int
        let loss: ImageCheck.Loss
    }

    /// This program, which recovers a store when it is told to.
    let program: String
    let library: String
    /// On a real disk, since the journal writes another way where there is none.
    let folder: String
    let scratch: String
    let seed: UInt64
    /// At most so many images of one recovery.
    let imagesMax: Int

    /// Recovers the image in a process of its own, and checks what power cuts on the way would have left.
    ///
    /// - Parameters:
    ///   - image: the disk to be recovered; it is left as it was.
    ///   - check: what has to be there.
    ///   - logOffset: how much of the first log the image is of.
    ///   - sequence: with which the image is opened.
    ///   - summary: told what was found.
    /// - Returns: how many images were checked.
    /// - Throws: `Failure`.
    func run(
        _ image: String, _ check: ImageCheck, logOffset: Int, _ sequence: SequenceNumber,
        _ summary: inout ImageRun.Summary
    ) async throws -> Int {
        let recording = Recording(folder: "\(folder)/recovery")
        try? FileManager.default.removeItem(atPath: recording.folder)
        try FileManager.default.createDirectory(atPath: recording.folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: recording.folder) }
        try FileManager.default.copyItem(atPath: image, toPath: recording.disk)
        var disk = try Disk(contentsOf: recording.disk)
        try await recover(recording)
        let records = try DiskRecord.all(in: recording.writes)
        var random = SplitMix64(seed: seed ^ UInt64(logOffset))
        let plan = CutPlan(records, imagesMax: imagesMax, &random)
        var next = 0
        var images = 0
        for cut in plan.cuts {
            while next <= cut.record {
                try disk.apply(records[next])
                next += 1
            }
            for variant in cut.variants where variant == 0 || disk.hasPendingChanges {
                let again = "\(scratch)/recovery-image"
                defer { try? FileManager.default.removeItem(atPath: again) }
                try SystemFiles().makeFolder(again)
                var powerCut = PowerCut(variant: variant, seed: seed ^ UInt64(cut.record) &* 0xC2B2_AE3D_27D4_EB4F)
                try powerCut.put(disk, into: again)
                do {
                    let found = try await check.check(
                        Recording.store(in: again), logOffset: logOffset, recordedThrough: sequence)
                    summary.answersChecked += found.answersRepeated
                    summary.eventsCompared += found.eventsCompared
                } catch let loss as ImageCheck.Loss {
                    throw Failure(record: cut.record, variant: variant, loss: loss)
                }
                images += 1
            }
        }
        return images
    }

    private func recover(_ recording: Recording) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["recover", "--data", recording.store]
        process.environment = ProcessInfo.processInfo.environment.merging(
            recording.environment(library: library)
        ) { $1 }
        process.standardInput = FileHandle.nullDevice
        try process.run()
        while process.isRunning { try await Task.sleep(for: .milliseconds(2)) }
        guard process.terminationStatus == 0 else { throw TrialFailure("a recorded recovery failed") }
    }
}
