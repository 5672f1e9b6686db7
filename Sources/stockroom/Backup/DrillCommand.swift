import ArgumentParser
import Foundation
import StockAPI
import StockEngine
import StockModel

/// A rehearsal of the day on which the store is lost.
struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Restore the latest backup aside, verify it, and say what would be lost.",
        discussion: """
            Restores the newest backup in --from and all of --archive into a temporary \
            folder, recomputes every invariant of the backup's rows and of the restored \
            ones, compares state hashes, and deletes what it made. Nothing else is touched.

            Recovery point: the sequence and engine time that can be brought back, and how \
            long ago that was. Recovery time: how long the restore took.

            Examples:
              stockroom drill --from backups --archive archive
              stockroom drill --from backups --archive archive --json
              stockroom drill --from backups --at-most-behind 5m

            Exit codes:
              0  it can be restored, and is what it was
              1  it was refused, differs, or is too old: the output says what
              3  something could not be read or written
            """)

    @Option(help: ArgumentHelp("The folder of the backups, or of one.", valueName: "dir")) var from: String
    @Option(help: ArgumentHelp("The journal's archive.", valueName: "dir")) var archive: String?
    @Option(help: ArgumentHelp("Where it is restored (default: the temporary folder).", valueName: "dir"))
    var aside: String?
    @Option(help: ArgumentHelp("Fail where the recovery point is longer ago: 30s, 5m, 12h.", valueName: "time"))
    var atMostBehind: TimeSpan?
    @OptionGroup var json: JSONOutput

    private struct Point: Encodable {
        var sequence: UInt64
        var time: String
        var behindSeconds: Double

        enum CodingKeys: String, CodingKey {
            case sequence, time
            case behindSeconds = "behind_seconds"
        }
    }

    private struct Result: Encodable {
        var backup: String
        var backupMade: String
        var backupStore: StoreView
        var restored: StoreView
        var recoveryPoint: Point
        var recoverySeconds: Double
        var sequencesReplayed: UInt64
        var segments: Int
        var rowsChecked: UInt64
        var verifySeconds: Double
        var differences: [String]

        enum CodingKeys: String, CodingKey {
            case backup, restored, segments, differences
            case backupMade = "backup_made"
            case backupStore = "backup_store"
            case recoveryPoint = "recovery_point"
            case recoverySeconds = "recovery_seconds"
            case sequencesReplayed = "sequences_replayed"
            case rowsChecked = "rows_checked"
            case verifySeconds = "verify_seconds"
        }
    }

    mutating func run() async throws {
        let result = try await drill()
        try json.put(result) { Self.text(result) }
        if !result.differences.isEmpty { throw CommandFailure(.differs) }
        if let atMostBehind, result.recoveryPoint.behindSeconds * 1_000 > Double(atMostBehind.milliseconds) {
            throw CommandFailure(.differs, "the recovery point is longer ago than --at-most-behind allows")
        }
    }

    private func drill() async throws -> Result {
        let folder = try aside ?? StoreFolder.temporary(named: "stockroom-drill")
        let path = folder + "/drill-\(UUID().uuidString)"
        defer {
            StoreFolder.remove(path)
            if aside == nil { StoreFolder.remove(folder) }
        }
        let drill = RestoreDrill(backups: from, archive: archive)
        let report = try await asideFromTasks(ProgressLine()) { hooks throws(BackupFailure) in
            var drill = drill
            drill.hooks = hooks
            return try drill.run(in: path)
        }
        let store = report.restore.store
        let behind = Instant.systemNow.milliseconds(since: store.time)
        return Result(
            backup: report.backup.path,
            backupMade: Instant(millisecondsSinceEpoch: report.backup.manifest.madeMilliseconds).text,
            backupStore: StoreView(report.backup.manifest.store), restored: StoreView(store),
            recoveryPoint: Point(
                sequence: store.sequence, time: store.time.text, behindSeconds: Double(behind) / 1_000),
            recoverySeconds: Double(report.recoveryMilliseconds) / 1_000,
            sequencesReplayed: report.restore.sequencesReplayed, segments: report.restore.segments,
            rowsChecked: report.verifiedBackup.rowsChecked + report.verifiedStore.rowsChecked,
            verifySeconds: Double(report.verifyMilliseconds) / 1_000, differences: report.differences)
    }

    private static func text(_ result: Result) -> String {
        var lines = result.differences.map { "  \($0)" }
        lines += [
            "drill: \(NumberText.counted(result.differences.count, "difference", "differences"))",
            "  backup          \(result.backup), made \(result.backupMade)",
            "  recovery point  sequence \(NumberText.grouped(result.recoveryPoint.sequence)),"
                + " \(result.recoveryPoint.time), \(String(format: "%.1f", result.recoveryPoint.behindSeconds)) s ago",
            "  recovery time   \(String(format: "%.1f", result.recoverySeconds)) s,"
                + " \(NumberText.counted(result.sequencesReplayed, "sequence", "sequences")) replayed from"
                + " \(NumberText.counted(result.segments, "segment", "segments"))",
            "  verified        \(NumberText.counted(result.rowsChecked, "row", "rows"))"
                + " in \(String(format: "%.1f", result.verifySeconds)) s",
            "  state hash      backup \(result.backupStore.stateHash)",
            "                  restored \(result.restored.stateHash)",
        ]
        return lines.joined(separator: "\n")
    }
}
