import RetailDocuments
import StockModel

extension ImportCheck {
    mutating func checkSuppliers() {
        for row in set.supplierPrices.rows {
            let price = row.content
            require(price.supplier, of: set.suppliers, by: row)
            requireSKU(price.sku, by: row)
            guard let sku = set.skus.merged[StockKeepingUnit.name(of: SKU(rawValue: price.sku))] else { continue }
            if sku.ratio(of: price.unit, set.units.merged[price.unit]) == nil {
                note(.unitNotOfSKU(price.unit, price.sku), at: row)
            }
        }
        checkDates(set.supplierPrices) { price in
            Period(of: "supplier \(price.supplier), SKU \(price.sku)", from: price.fromDay, to: price.toDay)
        }
    }

    mutating func checkSales() {
        for row in set.prices.rows {
            require(row.content.priceList, of: set.priceLists, by: row)
            requireSKU(row.content.sku, by: row)
        }
        checkDates(set.prices) { price in
            Period(of: "price list \(price.priceList), SKU \(price.sku)", from: price.fromDay, to: price.toDay)
        }
        for row in set.customers.rows {
            require(row.content.priceList, of: set.priceLists, by: row)
            require(row.content.taxCode, of: set.taxCodes, by: row)
        }
    }

    /// When a price holds, and for what.
    struct Period {
        let subject: String
        let from: Int32
        let to: Int32?

        init(of subject: String, from: Int32, to: Int32?) {
            self.subject = subject
            self.from = from
            self.to = to
        }

        /// One without an end holds until another one begins: only an end that is said can be in the way of the next.
        func reaches(into later: Period) -> Bool { to.map { $0 >= later.from } ?? false }
    }

    /// Notes a row whose period overlaps another one, in the folder or stored.
    private mutating func checkDates<Content: FileKind>(
        _ rows: KindRows<Content>, _ period: (Content) -> Period
    ) {
        var subjects: [String: [(period: Period, row: ParsedRow<Content>?)]] = [:]
        let named = Set(rows.rows.map(\.content.name))
        for row in rows.rows { subjects[period(row.content).subject, default: []].append((period(row.content), row)) }
        for (name, content) in rows.stored where !named.contains(name) {
            let period = period(content)
            // Only what the folder speaks of can have come to overlap.
            if subjects[period.subject] != nil { subjects[period.subject]?.append((period, nil)) }
        }
        var found: [(rule: ImportRule, row: ParsedRow<Content>)] = []
        for (subject, list) in subjects {
            let sorted = list.sorted { $0.period.from < $1.period.from }
            // The one that reaches furthest so far is in the way of all that begin before its end.
            guard var furthest = sorted.first else { continue }
            for next in sorted.dropFirst() {
                // Of two rows it is said of the one that stands later in the file.
                let rows = [furthest.row, next.row].compactMap { $0 }
                if furthest.period.reaches(into: next.period), let row = rows.max(by: { $0.line < $1.line }) {
                    let other = next.row?.line == row.line ? furthest.period : next.period
                    found.append(
                        (
                            .datesOverlap(
                                subject, from: CalendarDay(other.from).description,
                                to: other.to.map { CalendarDay($0).description }), row
                        ))
                }
                if (next.period.to ?? next.period.from) >= (furthest.period.to ?? furthest.period.from) {
                    furthest = next
                }
            }
        }
        for (rule, row) in found.sorted(by: { $0.row.line < $1.row.line }) { note(rule, at: row) }
    }
}
