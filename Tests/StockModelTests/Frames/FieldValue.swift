import StockModel

/// A value as fields that any language has: what the golden frames say beside their bytes.
///
/// Numbers are numbers, 128-bit ids 32 hexadecimal digits, bytes hexadecimal digits, moments milliseconds, lists lists,
/// structures objects; a choice is its name, with `value` where it carries something.
indirect enum FieldValue {
    case number(String)
    case text(String)
    case bool(Bool)
    case null
    case list([FieldValue])
    case object([(String, FieldValue)])

    init(_ value: Any) {
        // An empty array is one of every type to a cast.
        if type(of: value) == [UInt8].self, let bytes = value as? [UInt8] {
            self = .text(Self.hexadecimal(bytes))
            return
        }
        switch value {
        case let value as FieldValue: self = value
        case let value as Bool: self = .bool(value)
        case let value as String: self = .text(value)
        case let value as any BinaryInteger: self = .number("\(value)")
        case let value as any NumberIdentifier: self = .number("\(value.rawValue)")
        case let value as any WideIdentifier: self = .text(Self.hexadecimal(value.high) + Self.hexadecimal(value.low))
        case let value as Instant: self = .number("\(value.millisecondsSinceEpoch)")
        case let value as DocumentKey: self = .text(Self.hexadecimal(value.bytes))
        case let value as IndexTerm: self = .text(Self.hexadecimal(value.bytes))
        case let value as [String: UInt64]:
            self = .object(value.sorted { $0.key < $1.key }.map { ($0.key, .number("\($0.value)")) })
        case let value as PlannedAllocation:
            self = .object([
                ("line", FieldValue(value.line)), ("component", FieldValue(value.component as Any)),
                ("location", FieldValue(value.location)), ("quantity", FieldValue(value.quantity)),
                ("isBackordered", .bool(value.isBackordered)),
            ])
        default: self.init(reflecting: value)
        }
    }

    private init(reflecting value: Any) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: self = mirror.children.first.map { FieldValue($0.value) } ?? .null
        case .collection: self = .list(mirror.children.map { FieldValue($0.value) })
        case .enum where value is any RawRepresentable: self = .text("\(value)")
        case .enum:
            guard let payload = mirror.children.first else {
                self = .object([("case", .text("\(value)"))])
                return
            }
            self = .object([("case", .text(payload.label ?? "")), ("value", FieldValue(payload.value))])
        case .tuple:
            self = .object(
                mirror.children.map { child in
                    (child.label.map { $0.hasPrefix(".") ? String($0.dropFirst()) : $0 } ?? "", FieldValue(child.value))
                })
        default: self = .object(mirror.children.map { ($0.label ?? "", FieldValue($0.value)) })
        }
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    var json: String {
        switch self {
        case .number(let digits): digits
        case .text(let text): Self.quoted(text)
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        case .list(let values): "[" + values.map(\.json).joined(separator: ", ") + "]"
        case .object(let fields):
            "{" + fields.map { Self.quoted($0.0) + ": " + $0.1.json }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            switch character {
            case "\"", "\\": quoted += "\\" + String(character)
            case let control where control.value < 32:
                let digits = String(control.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(character)
            }
        }
        return quoted + "\""
    }
}
