import ArgumentParser
import RetailDocuments
import RetailReceiving
import StockAPI
import StockModel

struct PutawayGoodsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "goods", abstract: "Move goods from receiving to their places.",
        discussion: """
            Without goods: all that lie at the location. Each SKU is a step of its own, told \
            as soon as it is done; what is refused or finds no room does not stop the others. \
            Goods under a sampling plan are left: they reach a shelf through an inspection; \
            so are those of a record that is not released. \
            With --pack, bags or cartons of so many units are not opened.

            Examples:
              stockroom putaway goods --from 10
              stockroom putaway goods 4711:48 4712 --from 10

            Exit codes:
              0  done; without goods, what waits for an inspection is left
              1  something found no room, or was refused; the rest is done
            """)

    @Argument(help: ArgumentHelp("What is put away.", valueName: "sku:units")) var goods: [GoodsArgument] = []
    @Option(help: "The location of kind receiving that they lie at.", transform: Identifier.location) var from:
        LocationID
    @Option(help: ArgumentHelp("Units in a bag or carton.", valueName: "units")) var pack: Int64 = 1
    @Option(help: "The paper that the movements stand on.") var document: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let command = self
        let view = try await work.use(json) { place in
            let isAll = command.goods.isEmpty
            let goods =
                isAll
                ? try await place.goods(inReceiving: command.from).map { ($0.sku, Int64?.none) }
                : command.goods.map { ($0.sku, $0.units) }
            var view = PutawayGoodsView(location: command.from, isAll: isAll)
            for (sku, units) in goods {
                do throws(WorkflowFailure) {
                    view.add(
                        try await place.putAway(
                            sku, units: units, inPacksOf: command.pack, from: command.from,
                            on: command.document.map { DocumentKey($0) }))
                } catch { view.add(error, of: sku) }
                if let text = view.result.last?.text, !command.json.replacesText { Terminal.say(text) }
                guard view.failure == nil else { return view }
            }
            try await view.count(what: place.goods(inReceiving: command.from))
            return view
        }
        try json.put(view) { view.text }
        if let failure = view.failure {
            throw command.json.replacesText
                ? CommandFailure(CommandFailure.status(of: failure)) : CommandFailure(failure)
        }
        if !view.accepted { throw CommandFailure(.differs) }
    }
}

extension Workplace {
    /// What lies at a location of kind `receiving`, by SKU.
    ///
    /// - Throws: `PutawayObstacle` where it is none.
    fileprivate func goods(inReceiving location: LocationID) async throws(WorkflowFailure) -> [(sku: SKU, units: Int64)]
    {
        let locations = try await ask { stock throws(StockFailure) in try await stock.locations() }
        guard let found = locations.first(where: { $0.location == location }) else {
            throw .rule(PutawayObstacle.unknownLocation(location))
        }
        guard found.kind == .receiving else { throw .rule(PutawayObstacle.notReceiving(location)) }
        let pageLength = 1_000
        var goods: [(sku: SKU, units: Int64)] = []
        var last: SKU?
        while true {
            let after = last
            let page = try await ask { stock throws(StockFailure) in
                try await stock.levels(at: location, after: after, limit: pageLength)
            }
            goods += page.filter { $0.onHand > 0 }.map { ($0.sku, $0.onHand) }
            guard page.count == pageLength else { return goods }
            last = page.last?.sku
        }
    }
}
