import RetailDocuments
import RetailPurchasing
public import RetailRecords

/// What AdventureWorks says about buying: products, vendors and their prices, locations, and orders with what came of them.
///
/// What cannot be taken is named with its file and line, and left out with all that needs it: a malformed row of an order
/// with the order, whole; a vendor with his prices and orders; a product with its prices and with the orders that name it.
///
/// Source: Microsoft's sample database, the files of its Purchasing and Production schemas.
public struct AdventureWorksFolder: Sendable {
    /// A line of an order, and what came of it.
    struct Line: Hashable, Sendable {
        /// PurchaseOrderDetailID.
        var id: UInt64
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
        /// The code of the vendor.
        var vendor: String
        var ordered: CalendarDay
        /// What the file says besides: no state of ours.
        var attributes: [String: String]
        var lines: [Line]
    }

    /// By OrderDate, then by number.
    let orders: [Order]
    /// What the importer is given.
    let masterData: [String: String]

    /// The rows that could not be taken.
    public let problems: ProblemLog
    /// Orders that are left out because of them.
    public let ordersLeftOut: Int
    /// Well-formed lines of those orders.
    public let linesLeftOut: Int

    /// Reads the folder.
    ///
    /// - Throws: where a file is absent, or cannot be read at all.
    public init(path: String) throws(InputError) {
        var reading = FolderReading(path: path)
        let source = try AdventureWorksSource(&reading)
        let orders = try AdventureWorksOrders(&reading, source)
        self.orders = orders.orders.sorted { ($0.ordered, $0.number) < ($1.ordered, $1.number) }
        ordersLeftOut = orders.leftOut.count
        linesLeftOut = orders.linesLeftOut
        problems = reading.problems
        masterData = AdventureWorksMasterData(source, firstDay: self.orders.first?.ordered ?? CalendarDay(0)).files
    }
}

/// Reads the files of the folder one after another, and remembers what was wrong with which row.
struct FolderReading {
    let path: String
    var problems = ProblemLog()

    init(path: String) { self.path = path }

    /// Takes each row of a file; one that cannot be taken is remembered.
    mutating func each(
        _ file: AdventureWorksFile, take: (TabRow) throws(RowFault) -> Void
    ) throws(InputError) {
        for row in try TabRow.rows(of: file, in: path) {
            do throws(RowFault) {
                try row.requireAllFields()
                try take(row)
            } catch { problems.add(RowProblem(file: file.name, line: row.line, reason: error.reason)) }
        }
    }
}
