import RetailDocuments
import StockModel

/// A basket as a document: what the file says of it, and nothing of what became of it.
struct BasketPaper: Codable, Equatable {
    var basket: UInt64
    var store: UInt32
    var household: UInt64
    /// Local time as written, in milliseconds since 1970, as if UTC.
    var occurredAt: Int64
    /// Per line: product, pieces, what was paid in 1/10,000 of the currency unit.
    var lines: [[Int64]]

    static let prefix = "basket/"

    static func key(of basket: UInt64) -> DocumentKey { DocumentKey("\(prefix)\(basket)") }

    init(_ basket: Basket) {
        self.basket = basket.id
        store = basket.store
        household = basket.household
        occurredAt = basket.occurredAtMilliseconds
        lines = basket.lines.map { [Int64(clamping: $0.product), $0.quantity, $0.salesValueTenThousandths] }
    }

    init(reading document: Document) throws(ReplayFailure) {
        guard let paper = PaperBody.read(BasketPaper.self, from: document.body),
            paper.lines.allSatisfy({ $0.count == 3 && $0[0] > 0 && $0[1] > 0 })
        else { throw ReplayFailure.unreadablePaper(document.key) }
        self = paper
    }

    /// Lines of a stored basket have no line of the file.
    var basketAsked: Basket {
        Basket(
            id: basket, store: store, household: household, occurredAtMilliseconds: occurredAt,
            lines: lines.map { line in
                TillLine(
                    product: UInt64(clamping: line[0]), quantity: line[1], salesValueTenThousandths: line[2],
                    fileLine: 0)
            })
    }

    var write: DocumentWrite {
        let way: UnmetPaper.Way = basketAsked.fulfilment == .pickup ? .pickup : .till
        return DocumentWrite(
            Self.key(of: basket), type: PaperType.basket.rawValue, body: PaperBody.bytes(of: self),
            terms: [
                IndexTerm("basket.store/\(store.padded(to: 10))"),
                IndexTerm("basket.day/\(CivilTime(milliseconds: occurredAt).day)"),
                IndexTerm("basket.way/\(way.rawValue)"),
            ])
    }
}
