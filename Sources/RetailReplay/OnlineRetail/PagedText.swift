import RetailDocuments
import StockModel

/// Lines of comma-separated text on as many documents as they need, each with the header before them.
struct PagedText {
    /// Bytes of one page at most, unless a single line has more.
    static let pageBytesMax = 49_152

    private let header: [UInt8]
    private(set) var pages: [[UInt8]] = []

    init(columns: [String]) { header = Array((columns.joined(separator: ",") + "\n").utf8) }

    mutating func add(_ line: [UInt8]) {
        if let page = pages.last, page.count + line.count <= Self.pageBytesMax {
            pages[pages.count - 1].append(contentsOf: line)
        } else {
            pages.append(header + line)
        }
    }

    /// `key` for the first page, and keys below it for the others: a range by key finds them in their order.
    static func key(_ key: String, page: Int) -> DocumentKey {
        DocumentKey(page == 0 ? key : "\(key)/\((page + 1).padded(to: 6))")
    }

    /// A field as it has to stand between commas.
    static func quoted(_ field: String) -> String {
        let special: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        guard field.utf8.contains(where: special.contains) else { return field }
        return "\"\(field.replacing("\"", with: "\"\""))\""
    }

    /// 25,500 ten-thousandths are `2.55`.
    static func decimal(_ tenThousandths: Int64) -> String {
        let (whole, part) = tenThousandths.magnitude.quotientAndRemainder(dividingBy: 10_000)
        var text = (tenThousandths < 0 ? "-" : "") + String(whole)
        guard part > 0 else { return text }
        var digits = part.padded(to: 4)[...]
        while digits.last == "0" { digits.removeLast() }
        text += "." + digits
        return text
    }
}
