import RetailDocuments
import RetailPurchasing
import RetailRecords

/// The orders of the folder, each with all of its lines or not at all.
struct AdventureWorksOrders {
    private(set) var orders: [AdventureWorksFolder.Order] = []
    /// The numbers of those that are left out.
    private(set) var leftOut: Set<UInt64> = []
    /// Well-formed lines of those.
    private(set) var linesLeftOut = 0

    private typealias Header = (order: AdventureWorksFolder.Order, line: Int)
    private typealias PlacedLine = (line: AdventureWorksFolder.Line, fileLine: Int)

    init(_ reading: inout FolderReading, _ source: AdventureWorksSource) throws(InputError) {
        let headers = try readHeaders(&reading, source)
        try readLines(&reading, source, headers)
    }

    private mutating func readHeaders(
        _ reading: inout FolderReading, _ source: AdventureWorksSource
    ) throws(InputError) -> [UInt64: Header] {
        let file = AdventureWorksFile.orders
        var headers: [UInt64: Header] = [:]
        for row in try TabRow.rows(of: file, in: reading.path) {
            do throws(RowFault) {
                try row.requireAllFields()
                let order = try Self.order(row, source)
                guard headers[order.number] == nil, !leftOut.contains(order.number) else {
                    throw RowFault(reason: .repeated(column: "PurchaseOrderID"))
                }
                headers[order.number] = (order, row.line)
            } catch {
                let number = row.number(ifThere: "PurchaseOrderID")
                if let number {
                    leftOut.insert(number)
                    headers[number] = nil
                }
                reading.problems.add(
                    RowProblem(
                        file: file.name, line: row.line, reason: error.reason, document: number.map { "\($0)" }))
            }
        }
        return headers
    }

    private static func order(
        _ row: TabRow, _ source: AdventureWorksSource
    ) throws(RowFault) -> AdventureWorksFolder.Order {
        let number = try row.number("PurchaseOrderID")
        guard let vendor = source.vendors[try row.number("VendorID")] else {
            throw RowFault(reason: .unknown(column: "VendorID", file: AdventureWorksFile.vendors.name))
        }
        return AdventureWorksFolder.Order(
            number: number, vendor: vendor.code, ordered: try row.day("OrderDate"),
            attributes: [
                "revision": row.text("RevisionNumber"), "status": row.text("Status"),
                "employee": row.text("EmployeeID"), "ship_method": row.text("ShipMethodID"),
                "ship_date": String(row.text("ShipDate").prefix(10)), "tax": row.text("TaxAmt"),
                "freight": row.text("Freight"),
            ], lines: [])
    }

    private mutating func readLines(
        _ reading: inout FolderReading, _ source: AdventureWorksSource, _ headers: [UInt64: Header]
    ) throws(InputError) {
        let file = AdventureWorksFile.orderLines
        var whole = WholeDocuments<UInt64, PlacedLine>(file: file.name)
        var (named, ids): (Set<UInt64>, Set<UInt64>) = ([], [])
        for row in try TabRow.rows(of: file, in: reading.path) {
            let number = row.number(ifThere: "PurchaseOrderID")
            if let number { named.insert(number) }
            do throws(RowFault) {
                try row.requireAllFields()
                let (order, line) = try Self.line(row, source)
                guard ids.insert(line.id).inserted else {
                    throw RowFault(reason: .repeated(column: "PurchaseOrderDetailID"))
                }
                if headers[order] != nil {
                    whole.add((line, row.line), to: order)
                } else if leftOut.contains(order) {
                    linesLeftOut += 1
                    whole.pass(rowOf: order)
                } else {
                    throw RowFault(
                        reason: .unknown(column: "PurchaseOrderID", file: AdventureWorksFile.orders.name))
                }
            } catch {
                whole.refuse(
                    line: row.line, reason: error.reason, named: number, isCutOff: row.endsWithoutLineBreak)
            }
        }
        let result = whole.finish { number, rows -> Result<AdventureWorksFolder.Order, DocumentFault> in
            guard rows.count <= PurchaseOrder.linesMax, var order = headers[number]?.order else {
                return .failure(
                    DocumentFault(line: rows[0].fileLine, reason: .tooManyRows(max: PurchaseOrder.linesMax)))
            }
            order.lines = rows.map(\.line).sorted { $0.id < $1.id }
            return .success(order)
        }
        orders = result.documents
        linesLeftOut += result.rowsLeftOut
        reading.problems.add(all: whole.problems)
        leftOut.formUnion(whole.spoiled)
        let empty = headers.filter { !named.contains($0.key) }.values.sorted { $0.line < $1.line }
        for header in empty {
            leftOut.insert(header.order.number)
            reading.problems.add(
                RowProblem(
                    file: AdventureWorksFile.orders.name, line: header.line, reason: .noRows(file: file.name),
                    document: "\(header.order.number)"))
        }
    }

    private static func line(
        _ row: TabRow, _ source: AdventureWorksSource
    ) throws(RowFault) -> (order: UInt64, line: AdventureWorksFolder.Line) {
        let units = 0...ReplayLimits.quantityMax
        let order = try row.number("PurchaseOrderID")
        let received = try row.whole("ReceivedQty", in: units)
        let line = AdventureWorksFolder.Line(
            id: try row.number("PurchaseOrderDetailID"), due: try row.day("DueDate"),
            sku: try row.number("ProductID"), ordered: try row.whole("OrderQty", in: 1...ReplayLimits.quantityMax),
            unitCost: try row.money("UnitPrice"), received: received,
            rejected: try row.whole("RejectedQty", in: 0...received))
        guard source.products[line.sku] != nil else {
            throw RowFault(reason: .unknown(column: "ProductID", file: AdventureWorksFile.products.name))
        }
        guard let value = line.unitCost.times(max(line.ordered, received)),
            value.tenThousandths <= ReplayLimits.rowValueMaxTenThousandths
        else { throw RowFault(reason: .outOfRange(column: "UnitPrice")) }
        return (order, line)
    }
}
