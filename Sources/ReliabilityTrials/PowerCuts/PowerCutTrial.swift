import Foundation

/// Records a server's life, and checks what power cuts would have left of it.
struct PowerCutTrial {
    /// This program: the small server, and whoever recovers.
    let program: String
    /// `stockroom`, for a recording of the server as it is shipped.
    let shippedProgram: String
    /// The built `DiskRecorder`.
    let library: String
    /// On a real disk; recordings lie here.
    let folder: String
    /// Images are made here.
    let scratch: String
    var kind = ServerKind.small
    var answersPerLife = 1_000
    var traders = 6
    var requestWindowMilliseconds: Int64 = 1_000
    var recoveriesInThousand = 20
    var imagesPerRecovery = 24
    /// One image in so many is compared event by event from the beginning; the others from shortly before their end.
    var thoroughEvery = 1

    /// A new recording, whose course follows from the seed as far as two runs of a server are alike.
    func record(seed: UInt64) async throws -> Recording {
        let recording = Recording(folder: "\(folder)/recording-\(seed)")
        try? FileManager.default.removeItem(atPath: recording.folder)
        try recording.makeFolder()
        let settings = ServerSettings(
            kind: kind, program: kind == .small ? program : shippedProgram, folder: recording.store,
            requestWindowMilliseconds: requestWindowMilliseconds, keepsEvents: true)
        let trade = RecordedTrade(recording, seed: seed)
        try await trade.run(
            settings, library: library,
            lives: RecordedTrade.lives(seed: seed, answersPerLife: answersPerLife), traders: traders)
        return recording
    }

    /// What has been recorded, ready to be cut.
    func images(of recording: Recording, seed: UInt64, lie: Disk.Lie? = nil) throws -> ImageRun {
        let check = ImageCheck(
            history: try History(contentsOf: recording.history), requestWindowMilliseconds: requestWindowMilliseconds,
            thoroughEvery: thoroughEvery)
        return ImageRun(
            recording: recording, records: try DiskRecord.all(in: recording.writes), check: check, seed: seed,
            lie: lie, scratch: scratch, recoveriesInThousand: recoveriesInThousand,
            recovery: RecoveryCut(
                program: program, library: library, folder: recording.folder, scratch: scratch, seed: seed,
                imagesMax: imagesPerRecovery))
    }
}
