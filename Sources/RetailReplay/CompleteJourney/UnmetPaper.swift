import RetailDocuments
import RetailMasterData
import StockModel

/// What a basket asked for and did not get: a web order as a whole, or lines of a till receipt.
struct UnmetPaper: Codable, Equatable {
    enum Way: String, Codable { case till, pickup }

    var basket: UInt64
    var store: UInt32
    var way: Way
    /// Per line that was not sold: its place in the basket from 1, product, pieces.
    var lines: [[Int64]]
    /// Per product that ran short: product, pieces asked for, pieces that could be had.
    var short: [[Int64]]

    static let prefix = "unmet/"

    static func key(of basket: UInt64) -> DocumentKey { DocumentKey("\(prefix)\(basket)") }

    /// A web order is refused whole.
    init(refusedOrder basket: Basket, shortages: [Shortage]) {
        self.basket = basket.id
        store = basket.store
        way = .pickup
        lines = basket.lines.enumerated().map { index, line in
            [Int64(index + 1), Int64(clamping: line.product), line.quantity]
        }
        short = shortages.map { [Int64(clamping: $0.sku.rawValue), $0.requested, $0.availableToSell] }
    }

    /// The lines of a till receipt that are not sold.
    init(refusedLines: [Shelves.RefusedLine], of basket: Basket) {
        self.basket = basket.id
        store = basket.store
        way = .till
        lines = []
        short = []
        for refused in refusedLines {
            let line = basket.lines[refused.index]
            lines.append([Int64(refused.index + 1), Int64(clamping: line.product), line.quantity])
            short.append([Int64(clamping: line.product), line.quantity, refused.available])
        }
    }

    init(reading document: Document) throws(ReplayFailure) {
        guard let paper = PaperBody.read(UnmetPaper.self, from: document.body),
            paper.lines.allSatisfy({ $0.count == 3 })
        else { throw ReplayFailure.unreadablePaper(document.key) }
        self = paper
    }

    var units: Int64 { lines.reduce(0) { $0 + $1[2] } }

    func write(occurredAt: Int64) -> DocumentWrite {
        var terms = [
            IndexTerm("unmet.store/\(store.padded(to: 10))"),
            IndexTerm("unmet.day/\(CivilTime(milliseconds: occurredAt).day)"),
            IndexTerm("unmet.way/\(way.rawValue)"),
        ]
        // As many products as a document may have terms: further ones stand in the paper.
        let products = Set(short.map { $0[0] }).sorted().prefix(CommandLimits.termsMax - terms.count)
        terms += products.map { product in
            IndexTerm("unmet.sku/\(StockKeepingUnit.name(of: SKU(rawValue: UInt64(clamping: product))))")
        }
        return DocumentWrite(
            Self.key(of: basket), type: PaperType.unmetDemand.rawValue, body: PaperBody.bytes(of: self), terms: terms)
    }
}
