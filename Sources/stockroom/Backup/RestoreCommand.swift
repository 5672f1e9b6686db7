import ArgumentParser
import Foundation
import StockAPI
import StockEngine
import StockModel

/// A store from a backup.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a store from a backup, as it is or as it was at any sequence since.",
        discussion: """
            Copies the newest backup in --from that is not from behind what is asked for, \
            and replays the journal's archived segments behind it: all of them, or up to a \
            sequence or a time. The store is made anew in --to, verified, and is another \
            incarnation of the old one: whoever follows the feed is told. Keep the old store \
            away from clients from then on, and take a new backup.

            --adopt makes a store of what mdb_copy made of one, where it lies.

            Examples:
              stockroom restore --from backups --to shop2
              stockroom restore --from backups --archive archive --to shop2
              stockroom restore --from backups --archive archive --to shop2 --to-sequence 1042
              stockroom restore --from backups --archive archive --to shop2 \\
                --to-time 2026-11-26T06:30:00Z
              stockroom restore --adopt copy

            Exit codes:
              0  the store is there, and verified
              1  the backup or the archive was refused: the output says what, and why
              3  something could not be read or written
            """)

    @Option(help: ArgumentHelp("The folder of the backups, or of one.", valueName: "dir")) var from: String?
    @Option(help: ArgumentHelp("The journal's archive: what came after the backup.", valueName: "dir"))
    var archive: String?
    @Option(help: ArgumentHelp("The folder of the new store; it must not exist.", valueName: "dir")) var to: String?
    @Option(help: ArgumentHelp("Restore exactly to this sequence.", valueName: "sequence")) var toSequence: UInt64?
    @Option(
        help: ArgumentHelp(
            "Restore all that was done up to this time: 2026-11-26T06:30:00Z, or milliseconds since 1970.",
            valueName: "time"))
    var toTime: MomentArgument?
    @Option(help: ArgumentHelp("The folder of the new store's journal.", valueName: "dir")) var journal: String?
    @Option(help: ArgumentHelp("A copy that mdb_copy made, to become a store.", valueName: "dir")) var adopt: String?
    @Flag(inversion: .prefixedNo, help: "Recompute every invariant of the restored store.") var verify = true
    @OptionGroup var json: JSONOutput

    func validate() throws {
        if adopt != nil {
            guard from == nil, to == nil, archive == nil, toSequence == nil, toTime == nil else {
                throw ValidationError("--adopt works on a copy where it lies, without --from, --to and --archive.")
            }
            return
        }
        guard from != nil, to != nil else { throw ValidationError("Name the backup and the new store: --from, --to.") }
        guard toSequence == nil || toTime == nil else {
            throw ValidationError("--to-sequence or --to-time, not both.")
        }
    }

    private struct Result: Encodable {
        var data: String
        var backup: String?
        var store: StoreView
        var sequencesReplayed: UInt64
        var seconds: Double
        var verified: Verification?

        enum CodingKeys: String, CodingKey {
            case data, backup, store, seconds, verified
            case sequencesReplayed = "sequences_replayed"
        }
    }

    mutating func run() async throws {
        let result =
            if let adopt { try await Self.adopt(adopt, journal, verifies: verify) } else { try await restore() }
        try json.put(result) {
            var lines = ["restored \(result.data)" + (result.backup.map { " from \($0)" } ?? ""), result.store.text]
            if result.backup != nil {
                lines.append(
                    "  \(NumberText.counted(result.sequencesReplayed, "sequence", "sequences")) replayed from the archive, \(String(format: "%.1f", result.seconds)) s in all"
                )
            }
            if let verified = result.verified { lines.append(verified.text) }
            lines.append("It is a new incarnation: take a backup of it, and let feeds begin anew.")
            return lines.joined(separator: "\n")
        }
        if let verified = result.verified, verified.differences > 0 { throw CommandFailure(.differs) }
    }

    private func restore() async throws -> Result {
        guard let from, let to else { throw CommandFailure(.usage) }
        let target = toSequence.map { RestoreTarget.sequence($0) } ?? toTime.map { .time($0.instant) } ?? .newest
        let (archive, journal) = (archive, journal)
        let (backup, report) = try await asideFromTasks(ProgressLine()) { hooks throws(BackupFailure) in
            let backup = try BackupFolder.find(from, for: target)
            var restore = StoreRestore(backup)
            restore.archive = archive
            restore.target = target
            restore.journalFolder = journal
            restore.hooks = hooks
            return (backup, try restore.run(to: to))
        }
        return Result(
            data: to, backup: backup.path, store: StoreView(report.store),
            sequencesReplayed: report.sequencesReplayed, seconds: Double(report.milliseconds) / 1_000,
            verified: verify ? try await Verification.run(onCopy: to) : nil)
    }

    /// What does not verify is not made a store.
    private static func adopt(_ path: String, _ journal: String?, verifies: Bool) async throws -> Result {
        guard StoreFolder.holdsStore(path) else {
            throw CommandFailure(.storage, "there is no data.mdb in \(path): make a copy with mdb_copy STORE \(path)")
        }
        let verified = verifies ? try await Verification.run(onCopy: path) : nil
        if let verified, verified.differences > 0 {
            Terminal.complain(verified.text)
            throw CommandFailure(.differs, "\(path) is not as it has to be, and was not made a store")
        }
        let began = ContinuousClock.now
        let identity = try await asideFromTasks(ProgressLine()) { _ throws(BackupFailure) in
            try StoreAdoption(journalFolder: journal).run(at: path)
        }
        return Result(
            data: path, store: StoreView(identity), sequencesReplayed: 0,
            seconds: began.duration(to: .now).seconds, verified: verified)
    }
}

/// A moment on the command line: ISO 8601 with a zone, or milliseconds since 1970.
struct MomentArgument: ExpressibleByArgument {
    let instant: Instant

    init?(argument: String) {
        if let milliseconds = Int64(argument) {
            instant = Instant(millisecondsSinceEpoch: milliseconds)
            return
        }
        let styles = [
            Date.ISO8601FormatStyle(includingFractionalSeconds: true), Date.ISO8601FormatStyle(),
        ]
        guard let date = styles.lazy.compactMap({ try? $0.parse(argument) }).first else { return nil }
        instant = Instant(millisecondsSinceEpoch: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
    }
}
