/// Decides what each document of an Online Retail file does, one after another, in the file's order.
///
/// The same documents in the same order always give the same decisions. Nothing is performed here.
///
/// ```swift
/// var rule = OnlineRetailRule()
/// for document in file.documents { perform(rule.decide(document)) }
/// ```
public struct OnlineRetailRule: Sendable {
    private var openSales = SalesOpenToReturn()

    /// A rule that has seen no sale yet.
    public init() {}

    /// What `document` does after all those decided before it.
    public mutating func decide(_ document: RetailDocument) -> DocumentDecision {
        var effects: [RowEffect] = []
        effects.reserveCapacity(document.rows.count)
        for index in document.rows.indices { effects.append(effect(ofRow: index, in: document)) }
        return DocumentDecision(document: document, effects: effects)
    }

    private mutating func effect(ofRow index: Int, in document: RetailDocument) -> RowEffect {
        let row = document.rows[index]
        guard let sku = row.item.sku, row.quantity != 0 else { return .none }
        let units = abs(row.quantity)
        switch document.kind {
        case .charge:
            return .none
        case .adjustmentDown:
            return .lost(units: units)
        case .adjustmentUp:
            return .found(units: units)
        case .sale:
            if let customer = row.customer {
                openSales.sold(
                    units, of: sku, to: customer, atUnitPriceTenThousandths: row.unitPriceTenThousandths,
                    document: document.number, ordinal: UInt32(clamping: index + 1), fileLine: document.fileLines[index]
                )
            }
            return .sold(units: units)
        case .customerReturn:
            guard let customer = row.customer else {
                return .returned(matches: [], orphanUnits: units, orphanReason: .noCustomer)
            }
            guard
                let matches = openSales.take(
                    units, of: sku, from: customer, atUnitPriceTenThousandths: row.unitPriceTenThousandths)
            else { return .returned(matches: [], orphanUnits: units, orphanReason: .noEarlierSale) }
            let orphans = units - matches.reduce(0) { $0 + $1.units }
            return .returned(matches: matches, orphanUnits: orphans, orphanReason: orphans > 0 ? .usedUp : nil)
        }
    }
}
