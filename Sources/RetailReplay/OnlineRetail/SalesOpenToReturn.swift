/// Sold units that have not come back yet, by customer and SKU: what a return can be matched with.
///
/// A row of a return takes from earlier sales of the same customer and code, those at the same unit
/// price first, then the others, in each group the highest row of the file first.
struct SalesOpenToReturn {
    private struct Buyer: Hashable {
        let customer: UInt64
        let sku: UInt64
    }

    private struct OpenSale {
        let document: String
        let ordinal: UInt32
        let fileLine: Int
        let unitPriceTenThousandths: Int64
        var units: Int64
        /// The sale of the same buyer on the next lower line of the file.
        var lower: Int?
    }

    private var sales: [OpenSale] = []
    private var highest: [Buyer: Int] = [:]

    /// Notes a sale of `units` to `customer`.
    mutating func sold(
        _ units: Int64, of sku: UInt64, to customer: UInt64, atUnitPriceTenThousandths price: Int64,
        document: String, ordinal: UInt32, fileLine: Int
    ) {
        let buyer = Buyer(customer: customer, sku: sku)
        var above: Int?
        var below = highest[buyer]
        while let index = below, sales[index].fileLine > fileLine {
            above = index
            below = sales[index].lower
        }
        sales.append(
            OpenSale(
                document: document, ordinal: ordinal, fileLine: fileLine, unitPriceTenThousandths: price,
                units: units, lower: below))
        if let above { sales[above].lower = sales.count - 1 } else { highest[buyer] = sales.count - 1 }
    }

    /// Takes up to `units` from what `customer` has bought; nil when there is no earlier sale at all.
    mutating func take(
        _ units: Int64, of sku: UInt64, from customer: UInt64, atUnitPriceTenThousandths price: Int64
    ) -> [SaleMatch]? {
        guard let first = highest[Buyer(customer: customer, sku: sku)] else { return nil }
        var needed = units
        var matches: [SaleMatch] = []
        for wantsSamePrice in [true, false] {
            var next: Int? = first
            while needed > 0, let index = next {
                let sale = sales[index]
                next = sale.lower
                guard sale.units > 0, (sale.unitPriceTenThousandths == price) == wantsSamePrice else { continue }
                let taken = min(needed, sale.units)
                sales[index].units -= taken
                needed -= taken
                matches.append(SaleMatch(document: sale.document, ordinal: sale.ordinal, units: taken))
            }
        }
        return matches
    }
}
