import ArgumentParser
import StockAPI
import StockModel

/// Moves units from place to place.
struct MoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Move units from place to place, all lines or none.",
        discussion: """
            Reasons: \(Reason.allCases.map { "\($0)" }.joined(separator: ", ")).

            Examples:
              stockroom move 4711:50 --from 1 --to 10 --reason receive --document po/42
              stockroom move 4711:50 --from 1 --to 10 --reason receive --serve-backorders
              stockroom move 4711:50 --from 1 --to 10 --reason receive --data shop
            """)

    @Argument(help: ArgumentHelp("What moves.", valueName: "sku:quantity")) var lines: [SKUQuantity]
    @Option(help: "The location that it leaves.", transform: Identifier.location) var from: LocationID
    @Option(help: "The location that it goes to.", transform: Identifier.location) var to: LocationID
    @Option(help: "Why.") var reason: String
    @Option(help: "The paper that it stands on.") var document: String?
    @Flag(help: "Units that reach a sellable place serve promises that wait for them.") var serveBackorders = false
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp("Instead of a server: the folder of a store that none has open.", valueName: "dir"))
    var path: String?
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard Self.reason(reason) != nil else {
            throw ValidationError("There is no reason \"\(reason)\": the help lists them.")
        }
        guard remote.connect == nil || path == nil else {
            throw ValidationError("Choose --connect or --data, not both.")
        }
    }

    private static func reason(_ text: String) -> Reason? { Reason.allCases.first { "\($0)" == text } }

    private struct Effects: Encodable {
        var served: Int
        var displaced: Int
    }

    mutating func run() async throws {
        let command = self
        let move = Move(
            Self.reason(reason) ?? .receive,
            lines: lines.map { MoveLine($0.sku, quantity: $0.quantity, from: command.from, to: command.to) },
            context: MovementContext(document: document.map { DocumentKey($0) }), servesBackorders: serveBackorders)
        let decision = try await submit(move)
        try json.put(decision, as: { Effects(served: $0.served.count, displaced: $0.displaced.count) }) { effects in
            let served = effects.served.isEmpty ? "" : ", \(effects.served.count) promises served"
            return "moved \(move.lines.count == 1 ? "1 line" : "\(move.lines.count) lines")\(served)"
        }
    }

    private func submit(_ move: Move) async throws -> Decision<PromiseEffects> {
        guard let path else { return try await remote.use { _, session in try await session.move(move) } }
        try StoreFolder.requireStore(path)
        return try await StoreFolder.use(path) { stock in
            try await StockSession(stock, principal: PrincipalID(rawValue: remote.principal)).move(move)
        }
    }
}
