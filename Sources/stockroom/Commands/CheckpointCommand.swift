import ArgumentParser
import StockAPI
import StockEngine
import StockModel

/// Brings everything from the journal into LMDB's file.
struct CheckpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Bring LMDB's file up to date with everything acknowledged.",
        discussion: """
            Afterwards mdb_copy of the folder holds everything, and the next opening \
            replays nothing. A store that is closed cleanly has no need of it; after a \
            crash this is the shortest way to replay the journal.

            Examples:
              stockroom checkpoint --data shop
              stockroom checkpoint --data shop --json
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    private struct Result: Encodable {
        var sequence: UInt64
        var commandsReplayed: UInt64
        var bytesDropped: UInt64
        var rows: UInt64
        var storeBytes: UInt64

        enum CodingKeys: String, CodingKey {
            case sequence, rows
            case commandsReplayed = "commands_replayed"
            case bytesDropped = "bytes_dropped"
            case storeBytes = "store_bytes"
        }
    }

    mutating func run() async throws {
        let result = try await store.use { stock in
            try await stock.checkpoint()
            let facts = try await stock.statistics()
            return Result(
                sequence: facts.checkpointSequence, commandsReplayed: facts.recovery.commandsReplayed,
                bytesDropped: facts.recovery.bytesDropped, rows: facts.rows.values.reduce(0, +),
                storeBytes: facts.storeBytes)
        }
        try json.put(result) {
            """
            checkpoint at sequence \(NumberText.grouped(result.sequence))
              \(NumberText.counted(result.commandsReplayed, "command", "commands")) replayed from the journal, \
            \(NumberText.counted(result.bytesDropped, "unacknowledged byte", "unacknowledged bytes")) dropped
              \(NumberText.counted(result.rows, "row", "rows")), \(NumberText.bytes(result.storeBytes))
            """
        }
    }
}
