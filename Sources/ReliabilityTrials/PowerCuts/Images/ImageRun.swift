import StockBytes
import Foundation
import StockModel
import StockFiles

/// Builds the images of a plan, one after another, and checks each.
struct ImageRun {
    /// What was done so far.
    struct Summary: Sendable {
        var images = 0
        var atBoundaries = 0
        var between = 0
        var recoveriesCut = 0
        var imagesOfRecoveries = 0
        var answersChecked = 0
        var eventsCompared = 0
        var commandsReplayed = 0

        mutating func add(_ found: ImageCheck.Found) {
            images += 1
            answersChecked += found.answersRepeated
            eventsCompared += found.eventsCompared
            commandsReplayed += found.commandsReplayed
        }
    }

    /// An image that lost something: where the power was cut, and what is wrong.
    struct Failure: Error {
        let record: Int
        let variant: Int
        /// Of the recovery's own log, where that was cut.
        var ofRecovery: (record: Int, variant: Int)?
        let loss: ImageCheck.Loss
        /// The image as it was before it was opened.
        let image: String
    }

    let recording: Recording
    let records: [DiskRecord]
    let check: ImageCheck
    let seed: UInt64
    let lie: Disk.Lie?
    /// Where images are made: in memory, if there is such a folder.
    let scratch: String
    /// How often the recovery of an image is recorded and cut, in a thousand images.
    var recoveriesInThousand = 0
    var recovery: RecoveryCut?

    /// Checks the images of a plan until the deadline.
    ///
    /// - Returns: whether all of the plan was done.
    /// - Throws: `Failure`.
    func run(
        _ plan: CutPlan, until deadline: ContinuousClock.Instant? = nil, _ summary: inout Summary,
        progress: (Summary) -> Void
    ) async throws -> Bool {
        var disk = Disk(lie: lie)
        var next = 0
        for cut in plan.cuts {
            while next <= cut.record {
                try disk.apply(records[next])
                next += 1
            }
            for variant in cut.variants {
                if let deadline, ContinuousClock.now >= deadline { return false }
                // With nothing pending all ways are the same; with one write two of three are.
                if variant > 0, !disk.hasPendingChanges { break }
                try await check(disk, cut, variant, &summary)
                if cut.isBoundary { summary.atBoundaries += 1 } else { summary.between += 1 }
                progress(summary)
            }
        }
        return true
    }

    private func check(
        _ disk: Disk, _ cut: CutPlan.Cut, _ variant: Int, _ summary: inout Summary
    ) async throws {
        let image = "\(scratch)/image-\(cut.record)-\(variant)"
        defer { try? FileManager.default.removeItem(atPath: image) }
        try build(disk, cut.record, variant, at: image)
        let logOffset = records[cut.record].end
        guard FileManager.default.fileExists(atPath: Recording.store(in: image)) else {
            return try nothingIsThere(cut.record, variant, logOffset, &summary)
        }
        let found: ImageCheck.Found
        do { found = try await check.check(Recording.store(in: image), logOffset: logOffset) } catch let loss
            as ImageCheck.Loss
        {
            throw Failure(
                record: cut.record, variant: variant, loss: loss, image: try keep(disk, cut.record, variant))
        }
        summary.add(found)
        guard let recovery, SplitMix64.once(seed ^ UInt64(summary.images)) < recoveriesInThousand else { return }
        try FileManager.default.removeItem(atPath: image)
        try build(disk, cut.record, variant, at: image)
        do {
            let more = try await recovery.run(image, check, logOffset: logOffset, found.sequence, &summary)
            summary.imagesOfRecoveries += more
            summary.recoveriesCut += 1
        } catch let failure as RecoveryCut.Failure {
            throw Failure(
                record: cut.record, variant: variant, ofRecovery: (failure.record, failure.variant),
                loss: failure.loss, image: try keep(disk, cut.record, variant))
        }
    }

    /// The store's folder itself was lost: then nobody may have been told anything.
    private func nothingIsThere(_ record: Int, _ variant: Int, _ logOffset: Int, _ summary: inout Summary) throws {
        let count = check.history.acknowledged(before: logOffset).count
        guard count == 0 else {
            let loss = ImageCheck.Loss(description: "\(count) answers were given, and there is no folder")
            throw Failure(record: record, variant: variant, loss: loss, image: "")
        }
        summary.add(ImageCheck.Found())
    }

    private func build(_ disk: Disk, _ record: Int, _ variant: Int, at path: String) throws {
        try SystemFiles().makeFolder(path)
        var cut = PowerCut(variant: variant, seed: seed ^ UInt64(record) &* 0x9E6C_63D0_876A_8B05)
        try cut.put(disk, into: path)
    }

    private func keep(_ disk: Disk, _ record: Int, _ variant: Int) throws -> String {
        let path = "\(recording.folder)/failed-\(record)-\(variant)"
        try? FileManager.default.removeItem(atPath: path)
        try build(disk, record, variant, at: path)
        return path
    }
}

extension SplitMix64 {
    /// One of a thousand that follows from a seed.
    static func once(_ seed: UInt64) -> Int {
        var numbers = SplitMix64(seed: seed)
        return numbers.below(1_000)
    }
}

extension Disk {
    /// Whether a power cut now could leave more than one disk.
    var hasPendingChanges: Bool { Self.hasPendingChanges(root) }

    private static func hasPendingChanges(_ folder: DiskFolder) -> Bool {
        // Also what has lost its name, or has none yet on the disk: its name may come back, or come.
        if !folder.pending.isEmpty { return true }
        return folder.cached.values.contains { entry in
            switch entry {
            case .file(let file): !file.pending.isEmpty
            case .folder(let next): hasPendingChanges(next)
            }
        }
    }
}
