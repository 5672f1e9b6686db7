import ArgumentParser
import StockAPI
import StockModel

/// Holds units for somebody.
struct ReserveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reserve", abstract: "Hold units until a deadline.",
        discussion: """
            Lines are SKU:QUANTITY, or SKU:QUANTITY@LOCATION. Give --id to be able to send \
            the same reservation again: it happens once.

            Examples:
              stockroom reserve 4711:2 --channel 1
              stockroom reserve 4711:2@10 4712:1 --channel 1 --hold-seconds 600 --json
            """)

    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case all, partial, backorder

        var mode: ReserveMode {
            switch self {
            case .all: .allOrNothing
            case .partial: .partial
            case .backorder: .backorder
            }
        }
    }

    @Argument(help: ArgumentHelp("What to hold.", valueName: "sku:quantity[@location]")) var lines: [SKUQuantity]
    @Option(help: "The channel's number.") var channel: UInt32
    @Option(help: "The reservation's id; without it a new one.", transform: Identifier.reservation)
    var id: ReservationID?
    @Option(help: ArgumentHelp("Whose it is: 32 hexadecimal digits.", valueName: "id")) var owner: String?
    @Option(help: "all: everything or nothing; partial: what is there; backorder: the rest waits.")
    var mode: Mode = .all
    @Option(help: ArgumentHelp("How long to hold (default: the channel's).", valueName: "seconds"))
    var holdSeconds: Int64?
    @Option(help: ArgumentHelp("Take it from at most so many sites more than one.", valueName: "count"))
    var splits: UInt8?
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        if let owner, Identifier.value(owner) == nil {
            throw ValidationError("--owner \"\(owner)\" is not 32 hexadecimal digits.")
        }
        if let holdSeconds, !(1...31_536_000).contains(holdSeconds) {
            throw ValidationError("--hold-seconds is 1 to 31,536,000.")
        }
    }

    mutating func run() async throws {
        let command = self
        let (id, decision) = try await remote.use { _, session in
            let id = command.id ?? session.newReservationID()
            return (id, try await session.reserve(command.reserve(id)))
        }
        try json.put(decision, as: { PlanView(id, $0) }) { plan in
            let view = PlanView(id, plan)
            return """
                held until \(view.deadline): reservation \(view.reservation)
                \(view.lines)
                Commit it with: stockroom commit \(view.reservation)
                """
        }
    }

    private func reserve(_ id: ReservationID) -> Reserve {
        Reserve(
            id, channel: ChannelID(rawValue: channel),
            owner: owner.flatMap { Identifier.value($0) }.map { OwnerID(rawValue: $0) } ?? .nobody,
            lines: lines.map { ReserveLine($0.sku, quantity: $0.quantity, at: $0.location) }, mode: mode.mode,
            sourcing: splits.map { .wholeOrderFirst(splitsMax: $0) } ?? .bestSingleSite,
            holdMilliseconds: holdSeconds.map { $0 * 1_000 })
    }
}
