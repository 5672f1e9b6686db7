import Foundation
import RetailDocuments
import RetailRecords

/// A row of a file whose fields are separated by tabs, and which has no header.
///
/// Every field is exactly what its column holds, or the row is malformed.
struct TabRow {
    /// From 1 on.
    let line: Int
    /// The file ends with it, without a line break: it may be cut.
    let endsWithoutLineBreak: Bool
    private let fields: [ArraySlice<UInt8>]
    private let columns: [String]

    /// All rows of a file of a folder; lines without a byte are none.
    ///
    /// - Throws: `absent` or `unreadable`.
    static func rows(of file: AdventureWorksFile, in folder: String) throws(InputError) -> [TabRow] {
        let path = URL(fileURLWithPath: folder).appendingPathComponent(file.name).path
        guard FileManager.default.fileExists(atPath: path) else { throw .absent(path: path) }
        let bytes: [UInt8]
        do { bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw .unreadable(path: path, detail: error.localizedDescription)
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var rows: [TabRow] = []
        rows.reserveCapacity(lines.count)
        for (place, line) in lines.enumerated() {
            let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            guard !text.isEmpty else { continue }
            rows.append(
                TabRow(
                    line: place + 1, endsWithoutLineBreak: place == lines.count - 1,
                    fields: text.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false),
                    columns: file.columns))
        }
        return rows
    }

    /// - Throws: where it has another number of fields than the file has columns.
    func requireAllFields() throws(RowFault) {
        guard fields.count == columns.count else {
            throw RowFault(reason: .record(.wrongColumnCount(expected: columns.count, found: fields.count)))
        }
    }

    /// The text, without blanks around it; what is not UTF-8 is replaced.
    func text(_ column: String) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// The text of a field that must say something.
    func code(_ column: String) throws(RowFault) -> String {
        let text = text(column)
        guard !text.isEmpty else { throw RowFault(reason: .missing(column: column)) }
        return text
    }

    /// A number by which rows are known; nil where it is none, or the row does not reach so far.
    func number(ifThere column: String) -> UInt64? {
        FieldValues.integer(bytes(column)).flatMap { UInt64(exactly: $0) }
    }

    /// A number by which rows are known.
    func number(_ column: String) throws(RowFault) -> UInt64 {
        guard let number = FieldValues.integer(bytes(column)) else {
            throw fault(column, .notAnInteger(column: column))
        }
        guard let number = UInt64(exactly: number) else { throw RowFault(reason: .outOfRange(column: column)) }
        return number
    }

    /// A whole number of these; one that is written with a fraction of zeros too, as `3.00` or `.00`.
    func whole(_ column: String, in range: ClosedRange<Int64>) throws(RowFault) -> Int64 {
        let value = try tenThousandths(column)
        guard value % 10_000 == 0 else { throw RowFault(reason: .notAnInteger(column: column)) }
        guard range.contains(value / 10_000) else { throw RowFault(reason: .outOfRange(column: column)) }
        return value / 10_000
    }

    /// An amount that is not negative, exact to four places.
    func money(_ column: String) throws(RowFault) -> Money {
        let value = try tenThousandths(column)
        guard (0...ReplayLimits.rowValueMaxTenThousandths).contains(value) else {
            throw RowFault(reason: .outOfRange(column: column))
        }
        return Money(tenThousandths: value)
    }

    /// The day at the beginning of `2022-04-15 00:00:00.000`.
    func day(_ column: String) throws(RowFault) -> CalendarDay {
        let text = text(column)
        guard let day = CalendarDay(text.prefix(10)), text.dropFirst(10).first ?? " " == " " else {
            throw fault(column, .notADate(column: column))
        }
        return day
    }

    private func tenThousandths(_ column: String) throws(RowFault) -> Int64 {
        let bytes = bytes(column)
        let value =
            bytes.first == UInt8(ascii: ".")
            ? FieldValues.tenThousandths([UInt8(ascii: "0")] + bytes) : FieldValues.tenThousandths(bytes)
        guard let value else { throw fault(column, .notAnExactDecimal(column: column)) }
        return value
    }

    private func fault(_ column: String, _ reason: RowProblem.Reason) -> RowFault {
        RowFault(reason: bytes(column).isEmpty ? .missing(column: column) : reason)
    }

    private func bytes(_ column: String) -> ArraySlice<UInt8> {
        guard let place = columns.firstIndex(of: column), place < fields.count else { return [] }
        var bytes = fields[place]
        while bytes.first == UInt8(ascii: " ") { bytes.removeFirst() }
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        return bytes
    }
}
