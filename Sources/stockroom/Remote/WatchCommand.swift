import ArgumentParser
import Foundation
import StockAPI
import StockClient
import StockModel

/// The feed, live.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Show what changes, as it happens, until Ctrl-C.",
        discussion: """
            One line for each event; with --json one JSON object for each, whose sequence and \
            incarnation can be given to --after to go on from there without a gap.

            Examples:
              stockroom watch
              stockroom watch --after 0 --limit 100
              stockroom watch --after 1042 --incarnation 17 --json
            """)

    @Option(help: ArgumentHelp("Begin behind this sequence; 0: the oldest kept (default: now).", valueName: "sequence"))
    var after: UInt64?
    @Option(
        help: ArgumentHelp("The incarnation that --after belongs to (default: the present one).", valueName: "number"))
    var incarnation: UInt64?
    @Option(help: ArgumentHelp("End after so many events.", valueName: "count")) var limit: Int?
    @Flag(help: "One JSON object for each event.") var json = false
    @OptionGroup var remote: RemoteOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit is 1 or more.") }
    }

    mutating func run() async throws {
        let command = self
        try await remote.use { stock, _ in
            let statistics = try await stock.statistics()
            let start = FeedPosition(
                incarnation: command.incarnation ?? statistics.incarnation,
                sequence: command.after ?? statistics.sequence)
            var shown = 0
            for try await page in stock.subscribe(after: start) {
                switch page {
                case .events(let events, let next):
                    for event in events {
                        try Task.checkCancellation()
                        Terminal.say(try command.line(event, next.incarnation))
                        shown += 1
                        if let limit = command.limit, shown >= limit { return }
                    }
                case .trimmed(let oldest):
                    throw CommandFailure(
                        .differs,
                        "what comes before sequence \(oldest) is no longer kept: go on with --after \(max(1, oldest) - 1)"
                    )
                case .otherIncarnation(let current):
                    throw CommandFailure(
                        .differs,
                        "the store was restored and is incarnation \(current) now: begin anew with --after 0")
                }
            }
        }
    }

    private struct Event: Encodable {
        var incarnation: UInt64
        var sequence: UInt64
        var time: String
        var principal: UInt32
        var changes: [String]
        var movements: [MovementView]
    }

    private func line(_ event: FeedEvent, _ incarnation: UInt64) throws -> String {
        let changes = event.changes.map(\.text)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let view = Event(
                incarnation: incarnation, sequence: event.sequence, time: event.time.text,
                principal: event.principal.rawValue, changes: changes, movements: event.movements.map(MovementView.init)
            )
            return String(decoding: try encoder.encode(view), as: UTF8.self)
        }
        let movements = event.movements.map { movement in
            "\(movement.reason) \(movement.quantity) of \(movement.sku.rawValue), \(movement.from.rawValue) to \(movement.to.rawValue)"
        }
        let what = (changes + movements).joined(separator: "; ")
        return "\(event.sequence)  \(event.time.text)  principal \(event.principal.rawValue): \(what)"
    }
}

extension FeedEvent.Change {
    /// In a few words.
    fileprivate var text: String {
        switch self {
        case .promise(let change):
            "\(change.transition) \(change.quantity) of \(change.sku.rawValue) at \(change.location.rawValue), reservation \(change.reservation.text)"
        case .extended(let id, let deadline): "extended to \(deadline.text), reservation \(id.text)"
        case .superseded(let id, let other): "reservation \(id.text) superseded by \(other.text)"
        case .reSourced(let move):
            "re-sourced \(move.held + move.committed) of \(move.sku.rawValue), \(move.from.rawValue) to \(move.to.rawValue), reservation \(move.reservation.text)"
        case .documentWritten(let key): "document \(key) written"
        case .documentDeleted(let key): "document \(key) deleted"
        case .defined(let definition): "defined \(definition.name)"
        case .fact(let reason): "fact, reason \(reason)"
        case .crossed(let crossing):
            "SKU \(crossing.sku.rawValue) is \(crossing.after), was \(crossing.before), \(crossing.units) left"
        }
    }
}

extension Definition {
    /// What it is about.
    fileprivate var name: String {
        switch self {
        case .sku(let sku): "SKU \(sku.sku.rawValue) \(sku.code)"
        case .site(let site): "site \(site.site.rawValue) \(site.code)"
        case .location(let location): "location \(location.location.rawValue) \(location.code), \(location.kind)"
        case .channel(let channel): "channel \(channel.channel.rawValue) \(channel.code)"
        case .policy(let policy): "policy of channel \(policy.channel.rawValue) for SKU \(policy.sku.rawValue)"
        case .threshold(let threshold): "threshold of SKU \(threshold.sku.rawValue)"
        }
    }
}
