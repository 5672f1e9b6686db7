import RetailDocuments

/// Reads the fields of one row, and notes what is wrong with each.
///
/// Where a field cannot be understood something stands in for it: the row is refused by what was noted.
struct RowReader {
    private let columns: [String: Int]
    private let fields: [String]
    private(set) var rules: [ImportRule] = []

    /// The longest code, in bytes: keys and terms are made of several.
    static let codeBytesMax = 64
    /// The longest code of a SKU, in bytes: it stands in a term alone.
    static let skuCodeBytesMax = 200

    init(columns: [String: Int], fields: [String]) {
        self.columns = columns
        self.fields = fields
    }

    mutating func note(_ rule: ImportRule) { rules.append(rule) }

    /// As it stands; empty where the file has no such column.
    func text(_ column: String) -> String { columns[column].map { fields[$0] } ?? "" }

    /// Nil where it is empty.
    func optional(_ column: String) -> String? {
        let text = text(column)
        return text.isEmpty ? nil : text
    }

    /// A code that has to be there.
    mutating func code(_ column: String, bytesMax: Int = codeBytesMax, allowsSlash: Bool = false) -> String {
        guard let code = optionalCode(column, bytesMax: bytesMax, allowsSlash: allowsSlash) else {
            note(.empty(column))
            return ""
        }
        return code
    }

    mutating func optionalCode(_ column: String, bytesMax: Int = codeBytesMax, allowsSlash: Bool = false) -> String? {
        guard let code = optional(column) else { return nil }
        let isPlain = code.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard code.utf8.count <= bytesMax, isPlain, code.first != " ", code.last != " ",
            allowsSlash || !code.utf8.contains(UInt8(ascii: "/"))
        else {
            note(.notACode(column, code, bytesMax: bytesMax))
            return code
        }
        return code
    }

    /// A whole number that has to be there, unless something is said for when it is not.
    mutating func number<Number: FixedWidthInteger>(
        _ column: String, _ kind: Number.Type = Number.self, from least: Number = .min, to most: Number = .max,
        else missing: Number? = nil
    ) -> Number {
        guard let number: Number = optionalNumber(column, from: least, to: most) else {
            if let missing { return missing }
            note(.empty(column))
            return least
        }
        return number
    }

    mutating func optionalNumber<Number: FixedWidthInteger>(
        _ column: String, from least: Number = .min, to most: Number = .max
    ) -> Number? {
        guard let text = optional(column) else { return nil }
        return number(text, in: column, from: least, to: most)
    }

    private mutating func number<Number: FixedWidthInteger>(
        _ text: String, in column: String, from least: Number, to most: Number
    ) -> Number {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            note(.notANumber(column, text))
            return least
        }
        guard let number = Number(text), (least...most).contains(number) else {
            if least == 1, text.hasPrefix("-") || digits.allSatisfy({ $0 == 0x30 }) {
                note(.notPositive(column, text))
            } else if least == 0, text.hasPrefix("-") {
                note(.negative(column, text))
            } else {
                note(.outOfRange(column, text, least: "\(least)", most: "\(most)"))
            }
            return least
        }
        return number
    }

    /// An amount of at most four places that has to be there; zero or more.
    mutating func money(_ column: String) -> Money {
        guard let text = optional(column) else {
            note(.empty(column))
            return .zero
        }
        return money(text, in: column)
    }

    mutating func optionalMoney(_ column: String) -> Money? { optional(column).map { money($0, in: column) } }

    private mutating func money(_ text: String, in column: String) -> Money {
        guard let amount = Money(text) else {
            note(.notAnAmount(column, text))
            return .zero
        }
        if amount < .zero { note(.negative(column, text)) }
        return amount
    }

    /// A day that has to be there.
    mutating func day(_ column: String) -> Int32 {
        guard let day = optionalDay(column) else {
            note(.empty(column))
            return 0
        }
        return day
    }

    mutating func optionalDay(_ column: String) -> Int32? { optional(column).map { day($0, in: column) } }

    private mutating func day(_ text: String, in column: String) -> Int32 {
        if let day = CalendarDay(text) { return day.number }
        note(.notADay(column, text))
        return 0
    }

    mutating func flag(_ column: String, else missing: Bool) -> Bool {
        switch optional(column) {
        case nil: return missing
        case "true", "yes", "1": return true
        case "false", "no", "0": return false
        case let text?:
            note(.notAFlag(column, text))
            return missing
        }
    }

    /// Three capital letters.
    mutating func currency(_ column: String, whenEmpty: ImportRule) -> String {
        guard let text = optional(column) else {
            note(whenEmpty)
            return ""
        }
        if text.utf8.count != 3 || !text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
            note(.notACurrency(column, text))
        }
        return text
    }

    /// The parts of a list, which semicolons stand between.
    func list(_ column: String) -> [String] {
        optional(column)?.split(separator: ";", omittingEmptySubsequences: false).map(String.init) ?? []
    }

    /// Numbers with semicolons between, ascending and none twice.
    mutating func numbers(_ column: String, from least: UInt8, to most: UInt8) -> [UInt8] {
        var list: [UInt8] = []
        for part in self.list(column) {
            let value = number(part, in: column, from: least, to: most)
            if let last = list.last, last >= value { note(.outOfOrder(column, part)) }
            list.append(value)
        }
        return list
    }

    /// Days with semicolons between, ascending and none twice.
    mutating func days(_ column: String) -> [Int32] {
        var list: [Int32] = []
        for part in self.list(column) {
            let value = day(part, in: column)
            if let last = list.last, last >= value { note(.outOfOrder(column, part)) }
            list.append(value)
        }
        return list
    }

    /// `name=value` with semicolons between; where there is no `=`, the value is as said, or the list is none.
    mutating func pairs(_ column: String, form: String, value missing: String? = nil) -> [(name: String, value: String)]
    {
        var pairs: [(name: String, value: String)] = []
        for part in list(column) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            if sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty {
                pairs.append((sides[0], sides[1]))
            } else if sides.count == 1, let missing, !part.isEmpty {
                pairs.append((part, missing))
            } else {
                note(.notAList(column, text(column), form: form))
                return []
            }
        }
        return pairs
    }

    /// A number within a list.
    mutating func part<Number: FixedWidthInteger>(
        _ text: String, of column: String, from least: Number, to most: Number = .max
    ) -> Number { number(text, in: column, from: least, to: most) }

    /// An amount within a list.
    mutating func part(_ text: String, of column: String) -> Money { money(text, in: column) }
}
