import RetailDocuments

/// The cells of one row, written as the documents say.
struct RowWriter {
    private var cells: [String: String] = [:]

    mutating func put(_ column: String, _ text: String?) { cells[column] = text ?? "" }
    mutating func put(_ column: String, _ number: some BinaryInteger) { cells[column] = String(number) }
    mutating func put(_ column: String, _ number: (some BinaryInteger)?) {
        cells[column] = number.map { String($0) } ?? ""
    }
    mutating func put(_ column: String, _ amount: Money?) { cells[column] = amount?.description ?? "" }
    mutating func put(_ column: String, _ flag: Bool) { cells[column] = flag ? "true" : "false" }
    mutating func put(_ column: String, day: Int32?) { cells[column] = day.map { CalendarDay($0).description } ?? "" }
    mutating func put(_ column: String, list: [String]) { cells[column] = list.joined(separator: ";") }

    /// The row, in the order of the columns, without a line break.
    func line(_ columns: [String]) -> String { columns.map { Self.quoted(cells[$0] ?? "") }.joined(separator: ",") }

    /// In quotes where RFC 4180 asks for them.
    static func quoted(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        guard needsQuotes else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append("\"") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
