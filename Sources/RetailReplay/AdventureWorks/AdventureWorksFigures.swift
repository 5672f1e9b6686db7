public import RetailDocuments
import RetailPurchasing
import RetailReceiving
import StockAPI
import StockModel

/// What a store holds after a replay of AdventureWorks, all of it read back.
public struct AdventureWorksFigures: Codable, Hashable, Sendable {
    /// Purchase orders.
    public var orders = 0
    /// Their lines.
    public var lines = 0
    /// Receipts.
    public var receipts = 0
    /// Base units.
    public var ordered: Int64 = 0
    /// Base units that came.
    public var received: Int64 = 0
    /// Base units of these that failed.
    public var rejected: Int64 = 0
    /// Base units that lie at places of kind stock.
    public var stocked: Int64 = 0
    /// Base units that are not expected any more.
    public var cancelled: Int64 = 0
    /// Lines of which some are not.
    public var shortLines = 0
    /// Lines that say something else than the file.
    public var linesThatDiffer = 0
    /// All that was ordered, at the costs of the lines.
    public var orderedValue = "0"
    /// All that came and did not fail, at the costs of the lines.
    public var stockedValue = "0"

    private enum CodingKeys: String, CodingKey {
        case orders, lines, receipts, ordered, received, rejected, stocked, cancelled
        case shortLines = "short_lines"
        case linesThatDiffer = "lines_that_differ"
        case orderedValue = "ordered_value"
        case stockedValue = "stocked_value"
    }
}

extension AdventureWorksReplay {
    /// Reads all figures back from the store.
    ///
    /// - Throws: `refused(.overflow)` where a sum leaves the range.
    public func figures() async throws(WorkflowFailure) -> AdventureWorksFigures {
        var figures = AdventureWorksFigures()
        var (orderedValue, stockedValue) = (Money.zero, Money.zero)
        var inFile = folder.linesByID
        figures.orders = try await buyer.read(PurchaseOrder.self, under: "po/").count
        for line in try await buyer.read(PurchaseOrderLine.self, under: "po/").map(\.content) {
            figures.lines += 1
            figures.ordered += line.ordered
            figures.received += line.arrived
            figures.rejected += line.rejected
            figures.cancelled += line.cancelled
            if line.cancelled > 0 { figures.shortLines += 1 }
            guard
                let ordered = line.unitCost.times(line.ordered).flatMap({ orderedValue.adding($0) }),
                let stocked = line.unitCost.times(line.arrived - line.rejected).flatMap({ stockedValue.adding($0) })
            else { throw .refused(.overflow) }
            (orderedValue, stockedValue) = (ordered, stocked)
            let said = line.externalKey.flatMap { inFile.removeValue(forKey: $0) }
            let isSame =
                said.map { said in
                    said.sku == line.sku && said.ordered == line.ordered && said.received == line.arrived
                        && said.rejected == line.rejected && said.unitCost == line.unitCost && line.open == 0
                } ?? false
            if !isSame { figures.linesThatDiffer += 1 }
        }
        figures.linesThatDiffer += inFile.count
        figures.orderedValue = orderedValue.description
        figures.stockedValue = stockedValue.description
        figures.receipts = try await clerk.read(Receipt.self, under: "receipt/").count
        figures.stocked = try await unitsInStock()
        return figures
    }

    private func unitsInStock() async throws(WorkflowFailure) -> Int64 {
        let pageLength = 1_000
        var sum: Int64 = 0
        let places = try await clerk.ask { stock throws(StockFailure) in try await stock.locations() }
        for place in places where place.kind == .stock {
            var last: SKU?
            while true {
                let after = last
                let page = try await clerk.ask { stock throws(StockFailure) in
                    try await stock.levels(at: place.location, after: after, limit: pageLength)
                }
                sum += page.reduce(0) { $0 + $1.onHand }
                guard page.count == pageLength else { break }
                last = page.last?.sku
            }
        }
        return sum
    }
}

extension AdventureWorksFolder {
    /// The lines by what the file calls them.
    fileprivate var linesByID: [String: Line] {
        Dictionary(orders.flatMap(\.lines).map { ("\($0.id)", $0) }) { first, _ in first }
    }
}
