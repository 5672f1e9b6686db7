import ArgumentParser
import Foundation
import StockEngine

/// Recomputes every invariant of a store.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute every invariant of a store from its rows and movements.",
        discussion: """
            Per SKU the sum over all locations is zero; no physical level is below zero; \
            levels and channel use are what the reservations' lines add up to; kits are \
            whole; thresholds are on the side on which the stock is; history chains, index \
            terms and the state hash are what the rows say. Nothing is repaired: a \
            difference is a fault of the program or of the disk. Keep the folder and \
            report it.

            A copy without a journal, such as mdb_copy makes, is only read. A store whose \
            journal lies elsewhere needs --journal. Of a backup \
            the files are compared with its manifest first, and with --archive the segments \
            behind it are read too: whether they are whole, and go on without a gap.

            Examples:
              stockroom verify --data shop
              stockroom verify --data shop --json
              stockroom verify --backup backups --archive archive

            Exit codes:
              0  no difference
              1  differences, each named; a backup or an archive that is not what it was
              3  the store cannot be opened
            """)

    @Option(help: ArgumentHelp("The folder of the store, or of a copy of one.", valueName: "dir")) var data: String?
    @Option(help: ArgumentHelp("The folder of the store's journal, where it is not in the store's.", valueName: "dir"))
    var journal: String?
    @Option(help: ArgumentHelp("The folder of a backup; of several, the newest.", valueName: "dir"))
    var backup: String?
    @Option(help: ArgumentHelp("The journal's archive, behind the backup.", valueName: "dir")) var archive: String?
    @Flag(help: "Open a store that was down for more than 24 hours: say that this machine's clock is right.")
    var acceptDowntime = false
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard (data == nil) != (backup == nil) else {
            throw ValidationError("Name a store (--data) or a backup (--backup).")
        }
        guard journal == nil || data != nil else { throw ValidationError("--journal goes with --data.") }
        guard archive == nil || backup != nil else { throw ValidationError("--archive goes with --backup.") }
    }

    private func verify() async throws -> Verification {
        if let backup {
            let found: BackupFolder
            do throws(BackupFailure) { found = try BackupFolder.find(backup) } catch { throw CommandFailure(error) }
            return try await Verification.run(on: found, archive: archive)
        }
        let path = data ?? ""
        if journal == nil, StoreFolder.isCopy(path) { return try await Verification.run(onCopy: path) }
        try StoreFolder.requireStore(path)
        var options = StockroomOptions()
        options.journalFolder = journal
        return try await StoreFolder.use(path, acceptDowntime: acceptDowntime, options: options) { stock in
            try await Verification.run(on: stock)
        }
    }

    mutating func run() async throws {
        let result = try await verify()
        try json.put(result) { result.text }
        if result.differences > 0 { throw CommandFailure(.differs) }
    }
}

/// What `verify` found.
struct Verification: Encodable {
    /// As many differences are listed.
    static let shownMax = 100

    var differences: Int
    var found: [String]
    var rowsChecked: UInt64
    var stateHash: String
    var sequence: UInt64
    var seconds: Double
    /// Of a backup with an archive: the last sequence that can be restored, and the segments read for it.
    var archivedThrough: UInt64?
    var segments: Int?

    enum CodingKeys: String, CodingKey {
        case differences, found, sequence, seconds, segments
        case archivedThrough = "archived_through"
        case rowsChecked = "rows_checked"
        case stateHash = "state_hash"
    }

    static func run(on stock: Stockroom) async throws -> Verification {
        let progress = ProgressLine()
        defer { progress.finish() }
        progress.show("verifying rows")
        let began = ContinuousClock.now
        let report = try await stock.verify { rows in progress.show("verifying rows", Int(clamping: rows)) }
        return Verification(report, since: began)
    }

    /// Reads a copy of a store, and changes nothing there.
    static func run(onCopy path: String) async throws -> Verification {
        let began = ContinuousClock.now
        let progress = ProgressLine()
        let report = try await asideFromTasks(progress) { hooks throws(BackupFailure) in
            try StoreCopy.verify(at: path, hooks)
        }
        return Verification(report, since: began)
    }

    /// Reads a backup, and the archive behind it.
    static func run(on backup: BackupFolder, archive: String? = nil) async throws -> Verification {
        let began = ContinuousClock.now
        let found = try await asideFromTasks(ProgressLine()) { hooks throws(BackupFailure) in
            try backup.verify(archive: archive, hooks)
        }
        var verification = Verification(found.report, since: began)
        if archive != nil {
            verification.archivedThrough = found.sequence
            verification.segments = found.segments
        }
        return verification
    }

    private init(_ report: VerificationReport, since began: ContinuousClock.Instant) {
        differences = report.differences.count
        found = Array(report.differences.prefix(Self.shownMax))
        rowsChecked = report.rowsChecked
        stateHash = report.stateHash
        sequence = report.sequence
        seconds = began.duration(to: .now).seconds
    }

    var text: String {
        var lines = found.map { "  \($0)" }
        if differences > found.count { lines.append("  … and \(NumberText.grouped(differences - found.count)) more") }
        lines.append("verify: \(NumberText.counted(differences, "difference", "differences"))")
        lines.append(
            "  \(NumberText.counted(rowsChecked, "row", "rows")) checked in \(String(format: "%.1f", seconds)) s,"
                + " sequence \(NumberText.grouped(sequence))")
        lines.append("  state hash \(stateHash)")
        if let archivedThrough, let segments {
            lines.append(
                "  archive: \(NumberText.counted(segments, "segment", "segments")), whole up to sequence \(NumberText.grouped(archivedThrough))"
            )
        }
        return lines.joined(separator: "\n")
    }
}

extension Duration {
    /// For people and JSON, to a millisecond.
    var seconds: Double { Double(NumberText.microseconds(self) / 1_000) / 1_000 }
}
