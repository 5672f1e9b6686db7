import RetailDocuments
import RetailRecords
import StockModel

/// An invoice as documents: its rows as the file says them, with the line on which each stood.
struct InvoicePaper {
    static let prefix = "invoice/"
    private static let columns = OnlineRetailFile.columns + ["Line"]

    static func key(of number: String) -> DocumentKey { PagedText.key(prefix + number, page: 0) }

    /// All pages of `document`.
    static func writes(of document: RetailDocument) -> [DocumentWrite] {
        var text = PagedText(columns: columns)
        for (row, line) in zip(document.rows, document.fileLines) {
            text.add(Self.line(of: row, in: document.number, fileLine: line))
        }
        return text.pages.enumerated().map { page, body in
            DocumentWrite(
                PagedText.key(prefix + document.number, page: page),
                type: (page == 0 ? PaperType.invoice : .invoiceRows).rawValue, body: body,
                terms: page == 0 ? terms(of: document) : [])
        }
    }

    private static func line(of row: RetailRow, in number: String, fileLine: Int) -> [UInt8] {
        let time = CivilTime(milliseconds: row.occurredAtMilliseconds).text
        let customer = row.customer.map { "\($0)" } ?? ""
        let fields = [
            number, PagedText.quoted(row.item.text), PagedText.quoted(row.description), "\(row.quantity)", time,
            PagedText.decimal(row.unitPriceTenThousandths), customer, PagedText.quoted(row.country), "\(fileLine)",
        ]
        return Array((fields.joined(separator: ",") + "\n").utf8)
    }

    private static func terms(of document: RetailDocument) -> [IndexTerm] {
        let day = CivilTime(milliseconds: document.occurredAtMilliseconds).day.description
        var terms = [IndexTerm("invoice.kind/\(document.kind.name)"), IndexTerm("invoice.day/\(day)")]
        if let customer = document.rows.first?.customer {
            terms.append(IndexTerm("invoice.customer/\(customer.padded(to: 20))"))
        }
        return terms
    }

    /// The rows on one page.
    static func rows(
        on document: Document, reader: inout RetailRowReader
    ) throws(ReplayFailure) -> (number: String, rows: [PlacedRow]) {
        var records = CSVReader(bytes: document.body)
        var number = ""
        var rows: [PlacedRow] = []
        do {
            try records.readHeader(columns)
            while let step = try records.next() {
                guard step == .record,
                    let line = FieldValues.integer(records.record.trimmed(OnlineRetailFile.columns.count))
                else { throw ReplayFailure.unreadablePaper(document.key) }
                let read = try reader.read(records.record)
                number = read.number
                rows.append(PlacedRow(row: read.row, fileLine: Int(line)))
            }
        } catch { throw ReplayFailure.unreadablePaper(document.key) }
        if rows.isEmpty { throw ReplayFailure.unreadablePaper(document.key) }
        return (number, rows)
    }
}

extension RetailDocument {
    /// The document of these rows; nil when they contradict each other.
    init?(number: String, placed rows: [PlacedRow]) {
        guard let kind = Self.kind(ofNumber: number, rows: rows.map(\.row)) else { return nil }
        self.init(number: number, kind: kind, rows: rows.map(\.row), fileLines: rows.map(\.fileLine))
    }

    /// The same document, its rows behind `lines` others.
    func placed(after lines: Int) -> RetailDocument {
        RetailDocument(number: number, kind: kind, rows: rows, fileLines: fileLines.map { $0 + lines })
    }
}

extension RetailDocument.Kind {
    /// As it stands in index terms.
    var name: String {
        switch self {
        case .sale: "sale"
        case .customerReturn: "return"
        case .charge: "charge"
        case .adjustmentDown: "adjustment-down"
        case .adjustmentUp: "adjustment-up"
        }
    }
}
