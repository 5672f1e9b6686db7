import ArgumentParser
import RetailDocuments
import RetailReceiving
import StockModel

/// Units of a SKU on a command line: `4711:12`, or `4711` for all that are there.
struct GoodsArgument: ExpressibleByArgument {
    var sku: SKU
    var units: Int64?

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let number = UInt64(parts[0]) else { return nil }
        sku = SKU(rawValue: number)
        if parts.count == 2 {
            guard let units = Int64(parts[1]) else { return nil }
            self.units = units
        }
    }
}

struct PutawayClearCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Move goods from a place to the other places of its site.",
        discussion: """
            They go through the site's location of kind transit. What finds no room stays, \
            and the command ends with 1.

            Example: stockroom putaway clear 4711:200 --out-of 20
            """)

    @Argument(help: ArgumentHelp("What is moved.", valueName: "sku:units")) var goods: GoodsArgument
    @Option(help: "The location of kind stock that they leave.", transform: Identifier.location) var outOf: LocationID
    @Option(help: ArgumentHelp("Units in a bag or carton.", valueName: "units")) var pack: Int64 = 1
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        let view = try await work.use(json) { place in
            PutawayView(
                try await place.clear(
                    command.goods.units, of: command.goods.sku, inPacksOf: command.pack, outOf: command.outOf))
        }
        try json.put(StepView(view)) { view.text }
        if view.unassigned > 0 { throw CommandFailure(.differs) }
    }
}

struct PutawayPlaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Make a place of a location, or change what it takes.",
        discussion: """
            Examples:
              stockroom putaway place 20
              stockroom putaway place 20 --priority 2 --capacity 500
              stockroom putaway place 21 --only-by-rule
            """)

    @Argument(help: "A location of kind stock.", transform: Identifier.location) var location: LocationID
    @Option(help: "1 is chosen first.") var priority: Int32 = 1
    @Option(help: ArgumentHelp("The most units of all SKUs together.", valueName: "units")) var capacity: Int64?
    @Flag(help: "Only SKUs with a rule for it go there.") var onlyByRule = false
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        try await work.use(json) { place in
            try await place.definePlace(
                command.location, priority: command.priority, capacity: command.capacity,
                takesAnything: !command.onlyByRule)
        }
        try json.put(StepView(command.location.rawValue)) { "location \(command.location.rawValue) is a place" }
    }
}

struct PutawayRuleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule", abstract: "Say where units of a SKU go, and how many.",
        discussion: """
            A SKU with rules at a site goes where they say and nowhere else.

            Example: stockroom putaway rule 4711 --to 20 --capacity 200 --priority 1
            """)

    @Argument(help: "The SKU.", transform: Identifier.sku) var sku: SKU
    @Option(help: "A location of kind stock.", transform: Identifier.location) var to: LocationID
    @Option(help: "1 is chosen first.") var priority: Int32 = 1
    @Option(help: ArgumentHelp("The most units of the SKU there.", valueName: "units")) var capacity: Int64
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        try await work.use(json) { place in
            try await place.definePutaway(
                of: command.sku, to: command.to, priority: command.priority, capacity: command.capacity)
        }
        try json.put(StepView(command.sku.rawValue)) {
            "SKU \(command.sku.rawValue): up to \(NumberText.grouped(command.capacity)) to location \(command.to.rawValue)"
        }
    }
}

struct PutawayListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The places and rules.",
        discussion: "Example: stockroom putaway list")

    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        try await work.show(json) { place in
            PutawayRulesView(
                places: try await place.read(PutawayPlace.self, under: "putaway/place/").map {
                    PutawayPlaceView($0.content)
                },
                rules: try await place.read(PutawayRule.self, under: "putaway/rule/").map {
                    PutawayRuleView($0.content)
                })
        }
    }
}
