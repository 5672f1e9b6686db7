import RetailRecords

/// The stock code of a row, stripped of blanks at its ends and folded to upper case.
///
/// A code that starts with five digits is goods and has a SKU. Every other is a charge (postage, fee,
/// voucher): it stays on its document and moves nothing.
public struct ItemCode: Hashable, Sendable {
    /// Characters that may follow the five digits, so that every SKU fits a `UInt64`.
    public static let suffixCharactersMax = 6

    /// The folded code.
    public let text: String

    /// The SKU of goods; nil for a charge.
    public let sku: UInt64?

    /// Whether the row moves stock.
    public var isGoods: Bool { sku != nil }

    /// The code written as `raw`; nil when it is empty, too long, holds other than printable ASCII characters, or is
    /// the `00000` whose SKU would be no SKU.
    public init?(_ raw: String) {
        let bytes = raw.utf8.map(Self.folded)
        let isText: (UInt8) -> Bool = { byte in byte != UInt8(ascii: " ") }
        guard let first = bytes.firstIndex(where: isText), let last = bytes.lastIndex(where: isText) else { return nil }
        let code = bytes[first...last]
        guard code.count <= ReplayLimits.numberBytesMax, code.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        text = String(decoding: code, as: UTF8.self)
        let digits = code.prefix(5)
        guard digits.count == 5, let number = FieldValues.integer(digits), digits.first != UInt8(ascii: "-"),
            digits.first != UInt8(ascii: "+")
        else {
            sku = nil
            return
        }
        guard code.count <= 5 + Self.suffixCharactersMax else { return nil }
        let suffix = code.dropFirst(5).reduce(0 as UInt64) { value, byte in value * 100 + Self.digit(of: byte) }
        let known = UInt64(number) + 100_000 * suffix
        guard known > 0 else { return nil }
        sku = known
    }

    /// The code of a SKU: the inverse of `sku`, so that two codes never share one.
    ///
    /// Nil when no code has it.
    ///
    /// A SKU is the five digits, plus 100,000 × the suffix as a number whose digits count to a hundred: a
    /// character's digit is its ASCII code − 32, and 95 for a blank, so none is zero. `71053` is 71053,
    /// `85123A` is 3385123. It depends on nothing but the code, in every file and on every day.
    public static func code(ofSKU sku: UInt64) -> String? {
        var suffix: [UInt8] = []
        var rest = sku / 100_000
        while rest > 0 {
            let digit = rest % 100
            guard (1...95).contains(digit), suffix.count < suffixCharactersMax else { return nil }
            suffix.append(digit == 95 ? UInt8(ascii: " ") : UInt8(digit) + 32)
            rest /= 100
        }
        let digits = String(sku % 100_000)
        return String(repeating: "0", count: 5 - digits.count) + digits
            + String(decoding: suffix.reversed(), as: UTF8.self)
    }

    private static func digit(of byte: UInt8) -> UInt64 { byte == UInt8(ascii: " ") ? 95 : UInt64(byte) - 32 }

    private static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
        case UInt8(ascii: "\t"): UInt8(ascii: " ")
        default: byte
        }
    }
}
