import ArgumentParser
import StockModel

/// 128-bit ids as people write them: like a UUID, or 32 hexadecimal digits.
enum Identifier {
    static func text(_ value: UInt128) -> String {
        var text = ""
        for (place, digit) in value.hexadecimalDigits.enumerated() {
            if [8, 12, 16, 20].contains(place) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    static func value(_ text: String) -> UInt128? {
        let digits = text.filter { $0 != "-" }
        guard digits.utf8.count == 32 else { return nil }
        return UInt128(digits, radix: 16)
    }

    /// For command lines.
    static func reservation(_ text: String) throws -> ReservationID {
        guard let value = value(text) else { throw ValidationError("\"\(text)\" is not 32 hexadecimal digits.") }
        return ReservationID(rawValue: value)
    }

    /// For command lines.
    static func sku(_ text: String) throws -> SKU {
        guard let number = UInt64(text) else { throw ValidationError("\"\(text)\" is not the number of a SKU.") }
        return SKU(rawValue: number)
    }

    /// For command lines.
    static func location(_ text: String) throws -> LocationID {
        guard let number = UInt32(text) else { throw ValidationError("\"\(text)\" is not the number of a location.") }
        return LocationID(rawValue: number)
    }
}

extension ReservationID {
    /// As people write it.
    var text: String { Identifier.text(rawValue) }
}
