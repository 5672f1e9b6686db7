import Foundation
import RetailDocuments
import RetailRecords

/// The rows of a file without a header whose fields are separated by tabs, without quotes.
struct TabRows {
    let path: String
    let rows: [[Substring]]

    /// Reads `name.csv` of a folder.
    ///
    /// - Throws: `absent`, or `unreadable` with the line of a row that has another number of fields.
    init(_ name: String, in folder: String, fields: Int) throws(InputError) {
        path = URL(fileURLWithPath: folder).appendingPathComponent("\(name).csv").path
        guard FileManager.default.fileExists(atPath: path) else { throw .absent(path: path) }
        let text: String
        do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw .unreadable(path: path, detail: error.localizedDescription)
        }
        var rows: [[Substring]] = []
        for (place, line) in text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline).enumerated() {
            let row = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard row.count == fields else {
                throw .unreadable(path: path, detail: "line \(place + 1) has \(row.count) fields, not \(fields)")
            }
            rows.append(row)
        }
        self.rows = rows
    }

    /// What each row says; a row that says nothing is named by its line.
    func map<Value>(_ read: ([Substring]) -> Value?) throws(InputError) -> [Value] {
        var values: [Value] = []
        for (place, row) in rows.enumerated() {
            guard let value = read(row) else {
                throw .unreadable(path: path, detail: "line \(place + 1) has a field that cannot be read")
            }
            values.append(value)
        }
        return values
    }
}

extension Substring {
    /// A whole number that may be written with a fraction of zeros: `3.00`, `.00`.
    var wholeNumber: Int64? {
        guard let value = tenThousandths, value % 10_000 == 0 else { return nil }
        return value / 10_000
    }

    /// An amount, exact to four places.
    var money: Money? { tenThousandths.map { Money(tenThousandths: $0) } }

    /// The day at the beginning of `2022-04-15 00:00:00.000`.
    var day: CalendarDay? { CalendarDay(prefix(10)) }

    /// Without blanks around it.
    var trimmed: String { trimmingCharacters(in: .whitespaces) }

    private var tenThousandths: Int64? {
        let text = hasPrefix(".") ? "0\(self)" : String(self)
        return FieldValues.tenThousandths(text.utf8)
    }
}
