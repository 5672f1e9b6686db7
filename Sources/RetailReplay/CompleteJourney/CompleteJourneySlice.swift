public import RetailRecords

/// Till lines of *The Complete Journey* (84.51°/dunnhumby), read and sorted into whole baskets.
///
/// `rows` = `skipped` + the baskets' lines + `linesLeftOut` + `problems.count`.
/// Memory: at most 200 bytes per line.
public struct CompleteJourneySlice: Sendable {
    /// The columns, as the file's first line names them.
    public static let columns = [
        "transaction_timestamp", "store_id", "basket_id", "household_id", "product_id", "quantity",
        "sales_value", "retail_disc", "coupon_disc", "coupon_match_disc",
    ]

    /// More pieces than this in a line is fuel or a coupon counted in other units, not pieces.
    public static let quantityMax: Int64 = 100

    /// In the order of their first remaining lines.
    public let baskets: [Basket]

    /// Records behind the header, malformed ones included.
    public let rows: Int

    /// Rows of quantity 0 or above `quantityMax`: fuel and coupon pseudo-products.
    public let skipped: Int

    /// The malformed rows.
    public let problems: ProblemLog

    /// Baskets that a malformed row has taken with it.
    public let basketsLeftOut: Int

    /// Well-formed, remaining lines of those baskets.
    public let linesLeftOut: Int

    /// Reads all of `records`, whose first must be the header.
    ///
    /// A malformed row takes the basket it names with it, whole: a basket is never half there.
    /// The discount columns are not read. Throws `headerDiffers` and what the source of the bytes throws.
    public init(reading records: CSVReader) throws(InputError) {
        var records = records
        try records.readHeader(Self.columns)
        var whole = WholeDocuments<UInt64, TillRow>()
        var rows = 0
        var skipped = 0
        while let step = try records.next() {
            rows += 1
            let line = records.record.line
            switch step {
            case .malformed(let reason):
                whole.refuse(
                    line: line, reason: .record(reason), named: TillRow.basket(of: records.record),
                    isCutOff: records.endsWithoutLineBreak)
            case .record:
                switch TillRow.read(records.record) {
                case .success(let row):
                    guard let row else {
                        skipped += 1
                        if let basket = TillRow.basket(of: records.record) { whole.pass(rowOf: basket) }
                        continue
                    }
                    if let column = whole.firstRow(of: row.basket)?.disagreement(with: row) {
                        whole.refuse(line: line, reason: .disagreesWithBasket(column: column), named: row.basket)
                    } else {
                        whole.add(row, to: row.basket)
                    }
                case .failure(let fault):
                    whole.refuse(line: line, reason: fault.reason, named: TillRow.basket(of: records.record))
                }
            }
        }
        let result = whole.finish { basket, rows in .success(Basket(basket, rows)) }
        baskets = result.documents
        self.rows = rows
        self.skipped = skipped
        problems = whole.problems
        basketsLeftOut = result.documentsLeftOut
        linesLeftOut = result.rowsLeftOut
    }

    /// Pieces asked for in the baskets that are handed over in this way.
    public func units(_ fulfilment: Basket.Fulfilment) -> Int64 {
        baskets.reduce(0) { $0 + ($1.fulfilment == fulfilment ? $1.units : 0) }
    }

    /// Lines of the baskets that are handed over in this way.
    public func lines(_ fulfilment: Basket.Fulfilment) -> Int {
        baskets.reduce(0) { $0 + ($1.fulfilment == fulfilment ? $1.lines.count : 0) }
    }
}

extension Basket {
    /// `rows` are at least one, and agree on store and household.
    init(_ id: UInt64, _ rows: [TillRow]) {
        self.id = id
        store = rows[0].store
        household = rows[0].household
        occurredAtMilliseconds = rows[0].occurredAtMilliseconds
        lines = rows.map(\.line)
    }
}
