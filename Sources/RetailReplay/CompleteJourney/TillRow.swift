import RetailRecords

/// One remaining row of the file, before the rows are sorted into baskets.
struct TillRow {
    let basket: UInt64
    let store: UInt32
    let household: UInt64
    let occurredAtMilliseconds: Int64
    let line: TillLine

    private enum Column {
        static let timestamp = 0
        static let store = 1
        static let basket = 2
        static let household = 3
        static let product = 4
        static let quantity = 5
        static let salesValue = 6
    }

    /// The basket that a record names, also when the rest of it is malformed.
    static func basket(of record: CSVRecord) -> UInt64? {
        FieldValues.integer(record.trimmed(Column.basket)).flatMap(UInt64.init(exactly:))
    }

    /// The row that a record says, or nil when the row is of no pieces and is skipped.
    ///
    /// A row is skipped by its quantity alone: the file gives such rows values like `1.67e-16`.
    static func read(_ record: CSVRecord) -> Result<TillRow?, RowFault> {
        do throws(RowFault) {
            let quantity = try integer(record, Column.quantity)
            guard quantity >= 0 else { throw outOfRange(Column.quantity) }
            if quantity == 0 || quantity > CompleteJourneySlice.quantityMax { return .success(nil) }
            guard let time = FieldValues.milliseconds(record.trimmed(Column.timestamp)) else {
                throw RowFault(reason: .notATimestamp(column: name(Column.timestamp)))
            }
            guard let store = UInt32(exactly: try integer(record, Column.store)), store > 0,
                store <= RetailNumbers.storeMax
            else { throw outOfRange(Column.store) }
            let product = try identifier(record, Column.product)
            guard product > 0 else { throw outOfRange(Column.product) }
            guard let value = FieldValues.tenThousandths(record.trimmed(Column.salesValue)) else {
                throw RowFault(reason: .notAnExactDecimal(column: name(Column.salesValue)))
            }
            guard abs(value) <= ReplayLimits.rowValueMaxTenThousandths else { throw outOfRange(Column.salesValue) }
            return .success(
                TillRow(
                    basket: try identifier(record, Column.basket), store: store,
                    household: try identifier(record, Column.household), occurredAtMilliseconds: time,
                    line: TillLine(
                        product: product, quantity: quantity, salesValueTenThousandths: value,
                        fileLine: record.line)))
        } catch {
            return .failure(error)
        }
    }

    /// The column in which a row of the same basket says something else; nil when they agree.
    func disagreement(with other: TillRow) -> String? {
        if store != other.store { return Self.name(Column.store) }
        return household == other.household ? nil : Self.name(Column.household)
    }

    private static func integer(_ record: CSVRecord, _ column: Int) throws(RowFault) -> Int64 {
        guard let value = FieldValues.integer(record.trimmed(column)) else {
            throw RowFault(
                reason: record[column].isEmpty ? .missing(column: name(column)) : .notAnInteger(column: name(column)))
        }
        return value
    }

    private static func identifier(_ record: CSVRecord, _ column: Int) throws(RowFault) -> UInt64 {
        guard let value = UInt64(exactly: try integer(record, column)) else { throw outOfRange(column) }
        return value
    }

    private static func outOfRange(_ column: Int) -> RowFault { RowFault(reason: .outOfRange(column: name(column))) }

    private static func name(_ column: Int) -> String { CompleteJourneySlice.columns[column] }
}
