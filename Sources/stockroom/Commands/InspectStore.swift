import ArgumentParser
import StockAPI
import StockEngine
import StockModel

/// The state of a store as a whole.
struct InspectStore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Sequence, time, rows, sizes, and what recovery found.",
        discussion: "Example: stockroom inspect store --data shop --json")

    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    private struct Facts: Encodable {
        var sequence: UInt64
        var checkpointSequence: UInt64
        var incarnation: String
        var time: String
        var storeBytes: UInt64
        var rows: [String: UInt64]
        var sites: Int
        var locations: Int
        var channels: [String]
        var commandsReplayed: UInt64
        var recoveryMilliseconds: UInt64
        var bytesDropped: UInt64
        var retention: Times

        struct Times: Encodable {
            var requests: Int64
            var closedReservations: Int64
            var fulfilledReservations: Int64
            var events: Int64

            enum CodingKeys: String, CodingKey {
                case requests = "requests_ms"
                case closedReservations = "closed_reservations_ms"
                case fulfilledReservations = "fulfilled_reservations_ms"
                case events = "events_ms"
            }

            init(_ retention: Retention) {
                requests = retention.requestWindowMilliseconds
                closedReservations = retention.closedReservationsMilliseconds
                fulfilledReservations = retention.fulfilledReservationsMilliseconds
                events = retention.eventsMilliseconds
            }
        }

        enum CodingKeys: String, CodingKey {
            case sequence, incarnation, time, rows, sites, locations, channels, retention
            case checkpointSequence = "checkpoint_sequence"
            case storeBytes = "store_bytes"
            case commandsReplayed = "commands_replayed"
            case recoveryMilliseconds = "recovery_milliseconds"
            case bytesDropped = "bytes_dropped"
        }
    }

    mutating func run() async throws {
        let facts = try await store.read { stock, retention in
            let found = try await stock.statistics()
            return Facts(
                sequence: found.sequence, checkpointSequence: found.checkpointSequence,
                incarnation: String(found.incarnation, radix: 16), time: found.time.text,
                storeBytes: found.storeBytes, rows: found.rows, sites: try await stock.sites().count,
                locations: try await stock.locations().count, channels: try await stock.channels().map(\.code),
                commandsReplayed: found.recovery.commandsReplayed,
                recoveryMilliseconds: found.recovery.milliseconds, bytesDropped: found.recovery.bytesDropped,
                retention: .init(retention))
        }
        try json.put(facts) { Self.text(facts) }
    }

    private static func text(_ facts: Facts) -> String {
        var table = TextTable()
        table.add("sequence", NumberText.grouped(facts.sequence))
        table.add("in LMDB's file up to", NumberText.grouped(facts.checkpointSequence))
        table.add("engine time", facts.time)
        table.add("incarnation", facts.incarnation)
        table.add("size", NumberText.bytes(facts.storeBytes))
        table.add("sites", NumberText.grouped(facts.sites))
        table.add("locations", NumberText.grouped(facts.locations))
        table.add("channels", facts.channels.isEmpty ? "none" : facts.channels.joined(separator: ", "))
        table.add(
            "replayed at opening",
            "\(NumberText.counted(facts.commandsReplayed, "command", "commands")) in \(facts.recoveryMilliseconds) ms")
        table.add("dropped at opening", NumberText.bytes(facts.bytesDropped))
        table.add("kept: answers of requests", NumberText.days(facts.retention.requests))
        table.add("  closed reservations", NumberText.days(facts.retention.closedReservations))
        table.add("  fulfilled reservations", NumberText.days(facts.retention.fulfilledReservations))
        table.add("  events", NumberText.days(facts.retention.events))
        var rows = TextTable()
        for (name, count) in facts.rows.sorted(by: { $0.key < $1.key }) { rows.add(name, NumberText.grouped(count)) }
        return table.text() + "\n\n  rows\n" + rows.text(indent: 4)
    }
}
