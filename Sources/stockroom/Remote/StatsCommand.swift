import ArgumentParser
import StockAPI
import StockModel

/// How a server's store is doing.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "How a server's store is doing: commands, checkpoints, rows, sizes.",
        discussion: """
            Examples:
              stockroom stats
              stockroom stats --json
            """)

    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    private struct Stats: Encodable {
        var sequence: UInt64
        var time: String
        var incarnation: UInt64
        var commandsAccepted: UInt64
        var commandsRefused: UInt64
        var holdsExpired: UInt64
        var batches: UInt64
        var journalBytesWritten: UInt64
        var checkpoints: UInt64
        var checkpointSequence: UInt64
        var checkpointMillisecondsLast: UInt64
        var dirtyRows: UInt64
        var dirtyBytes: UInt64
        var storeBytes: UInt64
        var fileBytes: UInt64
        var readerCheckpointsBehind: UInt64
        var rows: [String: UInt64]

        enum CodingKeys: String, CodingKey {
            case sequence, time, incarnation, batches, checkpoints, rows
            case commandsAccepted = "commands_accepted"
            case commandsRefused = "commands_refused"
            case holdsExpired = "holds_expired"
            case journalBytesWritten = "journal_bytes_written"
            case checkpointSequence = "checkpoint_sequence"
            case checkpointMillisecondsLast = "checkpoint_ms_last"
            case dirtyRows = "dirty_rows"
            case dirtyBytes = "dirty_bytes"
            case storeBytes = "store_bytes"
            case fileBytes = "file_bytes"
            case readerCheckpointsBehind = "reader_checkpoints_behind"
        }

        init(_ statistics: Statistics) {
            sequence = statistics.sequence
            time = statistics.time.text
            incarnation = statistics.incarnation
            commandsAccepted = statistics.commandsAccepted
            commandsRefused = statistics.commandsRefused
            holdsExpired = statistics.holdsExpired
            batches = statistics.batches
            journalBytesWritten = statistics.journalBytesWritten
            checkpoints = statistics.checkpoints
            checkpointSequence = statistics.checkpointSequence
            checkpointMillisecondsLast = statistics.checkpointMillisecondsLast
            dirtyRows = statistics.dirtyRows
            dirtyBytes = statistics.dirtyBytes
            storeBytes = statistics.storeBytes
            fileBytes = statistics.fileBytes
            readerCheckpointsBehind = statistics.readerCheckpointsBehind
            rows = statistics.rows
        }
    }

    mutating func run() async throws {
        let stats = Stats(try await remote.use { stock, _ in try await stock.statistics() })
        try json.put(stats) {
            var table = TextTable()
            table.add("sequence", NumberText.grouped(stats.sequence), "")
            table.add("engine time", stats.time, "")
            table.add("commands", NumberText.grouped(stats.commandsAccepted), "accepted")
            table.add("", NumberText.grouped(stats.commandsRefused), "refused")
            table.add("holds expired", NumberText.grouped(stats.holdsExpired), "")
            table.add("batches", NumberText.grouped(stats.batches), "")
            table.add("journal written", NumberText.grouped(stats.journalBytesWritten), "bytes")
            table.add("checkpoints", NumberText.grouped(stats.checkpoints), "")
            table.add("changed since the last", NumberText.grouped(stats.dirtyRows), "rows")
            table.add("LMDB pages in use", NumberText.grouped(stats.storeBytes), "bytes")
            table.add("LMDB's file", NumberText.grouped(stats.fileBytes), "bytes")
            if stats.readerCheckpointsBehind > 0 {
                let behind = NumberText.grouped(stats.readerCheckpointsBehind)
                table.add("oldest foreign reader", behind, "checkpoints behind; see mdb_stat -r")
            }
            return table.text()
        }
    }
}
