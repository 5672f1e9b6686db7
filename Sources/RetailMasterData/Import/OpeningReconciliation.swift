public import RetailDocuments
import StockAPI
import StockModel

/// Rows, units and value at a location.
public struct OpeningSum: Hashable, Sendable, Codable {
    /// Rows with units, or movements.
    public private(set) var rows = 0
    /// Base units.
    public private(set) var units: Int64 = 0
    /// At cost.
    public private(set) var value = Money.zero

    /// Nothing.
    public init() {}

    /// Adds so many units at a cost each; false, and nothing is added, where that is more than can be counted.
    mutating func add(_ quantity: Int64, _ unitCost: Money) -> Bool {
        guard quantity != 0 else { return true }
        let (units, overflow) = units.addingReportingOverflow(quantity)
        guard !overflow, let value = unitCost.times(quantity).flatMap({ self.value.adding($0) }) else { return false }
        self.units = units
        self.value = value
        rows += 1
        return true
    }
}

/// The opening stock of a folder beside what the ledger says of it.
public struct OpeningReconciliation: Hashable, Sendable {
    /// Each location that the folder names, by number.
    public var locations: [Location]
    /// Rows without units, which move nothing.
    public var rowsWithoutUnits: Int

    /// One location.
    public struct Location: Hashable, Sendable {
        /// Its number.
        public var number: UInt32
        /// Its code.
        public var code: String
        /// What the file says.
        public var inFile: OpeningSum
        /// What the movements say, read back from the store.
        public var booked: OpeningSum
        /// Whether they say the same.
        public var agrees: Bool { inFile == booked }
    }

    /// Whether the file and the ledger say the same everywhere.
    public var agrees: Bool { locations.allSatisfy(\.agrees) }
}

extension Workplace {
    /// Adds up the rows, and reads back the movements of their SKUs at their locations.
    func reconcile(
        _ rows: [OpeningStock], named code: (UInt32) -> String
    ) async throws(WorkflowFailure) -> OpeningReconciliation {
        var inFile: [UInt32: OpeningSum] = [:]
        var booked: [UInt32: OpeningSum] = [:]
        for row in rows { _ = inFile[row.location, default: OpeningSum()].add(row.quantity, row.unitCost) }
        let names = Set(rows.map(\.name))
        var last = MovementID.none
        while true {
            let after = last
            let page = try await ask { stock throws(StockFailure) in
                try await stock.movements(on: OpeningStock.movementDocument, after: after, limit: Scan.limitMax)
            }
            for movement in page {
                let location = movement.to.rawValue
                let name = OpeningStock(location: location, sku: movement.sku.rawValue, quantity: 0, unitCost: .zero)
                    .name
                guard names.contains(name) else { continue }
                let cost = Money(tenThousandths: movement.attributes.unitCost)
                _ = booked[location, default: OpeningSum()].add(movement.quantity, cost)
            }
            guard let id = page.last?.id, page.count == Scan.limitMax else { break }
            last = id
        }
        return OpeningReconciliation(
            locations: inFile.keys.sorted().map { number in
                .init(
                    number: number, code: code(number), inFile: inFile[number] ?? OpeningSum(),
                    booked: booked[number] ?? OpeningSum())
            }, rowsWithoutUnits: rows.count { $0.quantity == 0 })
    }
}
