import RetailDocuments
public import RetailRecords

/// What AdventureWorks says about buying: products, vendors and their prices, locations, and orders with what came of them.
///
/// Source: Microsoft's sample database, the files of its Purchasing and Production schemas.
public struct AdventureWorksFolder: Sendable {
    /// A line of an order, and what came of it.
    struct Line: Hashable, Sendable {
        /// PurchaseOrderDetailID.
        var id: Int64
        var due: CalendarDay
        var sku: UInt64
        var ordered: Int64
        var unitCost: Money
        var received: Int64
        var rejected: Int64
    }

    /// An order with its lines, by id.
    struct Order: Hashable, Sendable {
        var number: UInt64
        var vendor: Int64
        var ordered: CalendarDay
        /// What the file says besides: no state of ours.
        var attributes: [String: String]
        var lines: [Line]
    }

    /// By OrderDate, then by number.
    let orders: [Order]
    /// The codes of vendors, by number.
    let vendors: [Int64: String]
    /// What the importer is given.
    let masterData: [String: String]

    /// Reads the folder.
    ///
    /// - Throws: where a file is absent, or a row of one cannot be read.
    public init(path: String) throws(InputError) {
        let vendors = try TabRows("Vendor", in: path, fields: 8).map { row in
            Int64(row[0]).map { (id: $0, code: row[1].trimmed, name: row[2].trimmed) }
        }
        self.vendors = Dictionary(vendors.map { ($0.id, $0.code) }) { first, _ in first }
        var lines: [UInt64: [Line]] = [:]
        for (order, line) in try TabRows("PurchaseOrderDetail", in: path, fields: 11).map(Self.line) {
            lines[order, default: []].append(line)
        }
        let known = self.vendors
        let orders = try TabRows("PurchaseOrderHeader", in: path, fields: 13).map { row -> Order? in
            guard let number = UInt64(row[0]), let vendor = Int64(row[4]), known[vendor] != nil, let day = row[6].day
            else { return nil }
            return Order(
                number: number, vendor: vendor, ordered: day,
                attributes: [
                    "revision": row[1].trimmed, "status": row[2].trimmed, "employee": row[3].trimmed,
                    "ship_method": row[5].trimmed, "ship_date": String(row[7].prefix(10)), "tax": row[9].trimmed,
                    "freight": row[10].trimmed,
                ], lines: (lines[number] ?? []).sorted { $0.id < $1.id })
        }
        self.orders = orders.sorted { ($0.ordered, $0.number) < ($1.ordered, $1.number) }
        masterData = try AdventureWorksMasterData(
            path: path, vendors: vendors, firstDay: self.orders.first?.ordered ?? CalendarDay(0)
        ).files
    }

    private static func line(_ row: [Substring]) -> (UInt64, Line)? {
        guard let order = UInt64(row[0]), let id = Int64(row[1]), let due = row[2].day,
            let ordered = row[3].wholeNumber, ordered > 0, let sku = UInt64(row[4]), let cost = row[5].money,
            let received = row[7].wholeNumber, received >= 0, let rejected = row[8].wholeNumber,
            (0...received).contains(rejected)
        else { return nil }
        return (
            order,
            Line(
                id: id, due: due, sku: sku, ordered: ordered, unitCost: cost, received: received, rejected: rejected)
        )
    }
}
