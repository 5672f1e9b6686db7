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

            Exit codes:
              0  all is well
              1  the journal's archive fails, or has a gap since the server started
              3  no server answers
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
        var archive: Archive?

        struct Archive: Encodable {
            var state: String
            var sequence: UInt64
            var segments: UInt64
            var segmentsWaiting: UInt64
            var bytesWaiting: UInt64
            var segmentsLetGo: UInt64
            var failures: UInt64

            enum CodingKeys: String, CodingKey {
                case state, sequence, segments, failures
                case segmentsWaiting = "segments_waiting"
                case bytesWaiting = "bytes_waiting"
                case segmentsLetGo = "segments_let_go"
            }

            /// Nil where there is no archive.
            init?(_ statistics: ArchiveStatistics) {
                guard statistics.state != .none else { return nil }
                state = statistics.state == .failing ? "failing" : "works"
                sequence = statistics.sequence
                segments = statistics.segments
                segmentsWaiting = statistics.segmentsWaiting
                bytesWaiting = statistics.bytesWaiting
                segmentsLetGo = statistics.segmentsLetGo
                failures = statistics.failures
            }
        }

        enum CodingKeys: String, CodingKey {
            case sequence, time, incarnation, batches, checkpoints, rows, archive
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
            archive = Archive(statistics.archive)
        }
    }

    mutating func run() async throws {
        let statistics = try await remote.use { stock, _ in try await stock.statistics() }
        let stats = Stats(statistics)
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
            if let archive = stats.archive {
                table.add("archive \(archive.state)", NumberText.grouped(archive.sequence), "sequences")
                table.add("", NumberText.grouped(archive.segmentsWaiting), "segments waiting")
                table.add("", NumberText.grouped(archive.segmentsLetGo), "let go")
            }
            return table.text()
        }
        if statistics.archive.isAlarming {
            throw CommandFailure(
                .differs,
                statistics.archive.state == .failing
                    ? "the journal's archive fails: see the server's log"
                    : "the journal's archive has a gap: take a new backup with stockroom backup")
        }
    }
}
