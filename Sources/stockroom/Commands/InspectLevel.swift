import ArgumentParser
import StockAPI
import StockEngine
import StockModel

/// The stock of one SKU.
struct InspectLevel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "level", abstract: "What is on hand, held and committed of a SKU, by location.",
        discussion: """
            Virtual locations (supplier, customer, loss) count what came from there and \
            went there.

            Examples:
              stockroom inspect level 1082185 --data shop
              stockroom inspect level 1082185 --at 367 --data shop --json
            """)

    @Argument(help: "The SKU's number.", transform: Identifier.sku) var sku: SKU
    @Option(help: "Only this location.", transform: Identifier.location) var at: LocationID?
    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    private struct Row: Encodable {
        var location: UInt32
        var code: String
        var kind: String
        var onHand: Int64
        var held: Int64
        var committed: Int64
        var available: Int64?

        enum CodingKeys: String, CodingKey {
            case location, code, kind, held, committed, available
            case onHand = "on_hand"
        }
    }

    private struct Found: Encodable {
        var sku: UInt64
        var code: String
        var active: Bool
        var levels: [Row]
    }

    mutating func run() async throws {
        let (sku, place) = (sku, at)
        let found = try await store.read { stock, _ -> Found? in
            guard let definition = try await stock.definition(of: sku) else { return nil }
            let locations = try await stock.locations()
            let byNumber = Dictionary(locations.map { ($0.location, $0) }) { first, _ in first }
            let levels = try await stock.levels(of: sku).filter { place == nil || $0.location == place }
            let rows = levels.map { level in
                let location = byNumber[level.location]
                return Row(
                    location: level.location.rawValue, code: location?.code ?? "",
                    kind: location.map { "\($0.kind)" } ?? "",
                    onHand: level.onHand, held: level.held, committed: level.committed,
                    available: location?.kind.isSellable == true ? level.available : nil)
            }
            return Found(sku: sku.rawValue, code: definition.code, active: definition.isActive, levels: rows)
        }
        guard let found else { throw CommandFailure(.differs, "SKU \(sku.rawValue) is not defined in this store") }
        try json.put(found) { Self.text(found) }
    }

    private static func text(_ found: Found) -> String {
        var table = TextTable()
        table.add("SKU \(found.sku), code \(found.code)", "on hand", "held", "committed", "available")
        for row in found.levels {
            table.add(
                "\(row.location) \(row.code) (\(row.kind))", NumberText.grouped(row.onHand),
                NumberText.grouped(row.held),
                NumberText.grouped(row.committed), row.available.map { NumberText.grouped($0) } ?? "-")
        }
        return table.text()
    }
}
