import RetailRecords

/// Rows of the Online Retail file from records, one after another.
///
/// It remembers codes and texts, so that half a million rows share some thousand strings.
struct RetailRowReader {
    private enum Column {
        static let number = 0
        static let code = 1
        static let description = 2
        static let quantity = 3
        static let time = 4
        static let price = 5
        static let customer = 6
        static let country = 7
    }

    private var codes: [String: ItemCode] = [:]
    private var texts: [String: String] = [:]

    /// The document that a record names, also when the rest of it is malformed: at most
    /// `ReplayLimits.numberBytesMax` letters and digits, at least one of them a digit.
    static func number(of record: CSVRecord) -> String? {
        let bytes = record.trimmed(Column.number)
        guard !bytes.isEmpty, bytes.count <= ReplayLimits.numberBytesMax else { return nil }
        var hasDigit = false
        var hasLowerCase = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): hasDigit = true
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): break
            case UInt8(ascii: "a")...UInt8(ascii: "z"): hasLowerCase = true
            default: return nil
            }
        }
        guard hasDigit else { return nil }
        let number = String(decoding: bytes, as: UTF8.self)
        return hasLowerCase ? number.uppercased() : number
    }

    /// The row that a record says, and the number of its document.
    mutating func read(_ record: CSVRecord) throws(RowFault) -> (number: String, row: RetailRow) {
        guard let number = Self.number(of: record) else {
            throw Self.fault(record, Column.number) { .notACode(column: $0) }
        }
        guard let code = code(record) else { throw Self.fault(record, Column.code) { .notACode(column: $0) } }
        guard let quantity = FieldValues.integer(record.trimmed(Column.quantity)) else {
            throw Self.fault(record, Column.quantity) { .notAnInteger(column: $0) }
        }
        guard let time = FieldValues.milliseconds(record.trimmed(Column.time)) else {
            throw Self.fault(record, Column.time) { .notATimestamp(column: $0) }
        }
        guard let price = FieldValues.tenThousandths(record.trimmed(Column.price)) else {
            throw Self.fault(record, Column.price) { .notAnExactDecimal(column: $0) }
        }
        let (value, tooLarge) = quantity.multipliedReportingOverflow(by: price)
        if quantity.magnitude > UInt64(ReplayLimits.quantityMax) { throw Self.outOfRange(Column.quantity) }
        if tooLarge || value.magnitude > UInt64(ReplayLimits.rowValueMaxTenThousandths)
            || price.magnitude > UInt64(ReplayLimits.rowValueMaxTenThousandths)
        {
            throw Self.outOfRange(Column.price)
        }
        let row = RetailRow(
            item: code, description: shared(record.text(Column.description)), quantity: quantity,
            occurredAtMilliseconds: time, unitPriceTenThousandths: price, customer: try Self.customer(record),
            country: shared(record.text(Column.country)))
        return (number, row)
    }

    /// `17850.0` is 17850: the digits before the dot.
    private static func customer(_ record: CSVRecord) throws(RowFault) -> UInt64? {
        let text = record.trimmed(Column.customer)
        if text.isEmpty { return nil }
        let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let digits = parts.first, let number = FieldValues.integer(digits),
            let customer = UInt64(exactly: number),
            parts.count == 1 || FieldValues.integer(parts[1]) != nil
        else { throw fault(record, Column.customer) { .notAnInteger(column: $0) } }
        return customer
    }

    private mutating func code(_ record: CSVRecord) -> ItemCode? {
        let raw = record.text(Column.code)
        if let known = codes[raw] { return known }
        guard let code = ItemCode(raw) else { return nil }
        codes[raw] = code
        return code
    }

    private mutating func shared(_ text: String) -> String {
        if text.utf8.count <= 15 { return text }
        if let known = texts[text] { return known }
        texts[text] = text
        return text
    }

    private static func fault(_ record: CSVRecord, _ column: Int, _ reason: (String) -> RowProblem.Reason) -> RowFault {
        let name = OnlineRetailFile.columns[column]
        return RowFault(reason: record.trimmed(column).isEmpty ? .missing(column: name) : reason(name))
    }

    private static func outOfRange(_ column: Int) -> RowFault {
        RowFault(reason: .outOfRange(column: OnlineRetailFile.columns[column]))
    }
}
