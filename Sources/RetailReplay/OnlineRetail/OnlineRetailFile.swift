public import RetailRecords

/// The invoices of the *Online Retail* file (Chen, Sain & Guo 2012), read and sorted into whole documents.
///
/// Memory: at most 300 bytes per row; an invoice may be interrupted by others, so none is certain
/// to be whole before the file ends.
public struct OnlineRetailFile: Sendable {
    /// The columns, as the file's first line names them.
    public static let columns = [
        "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country",
    ]

    /// In the order of their first rows.
    public let documents: [RetailDocument]

    /// Records behind the header, malformed ones included.
    public let rows: Int

    /// The malformed rows, and the documents whose rows contradict each other.
    public let problems: ProblemLog

    /// Documents that a problem has taken with it.
    public let documentsLeftOut: Int

    /// Well-formed rows of those documents.
    public let rowsLeftOut: Int

    /// Reads all of `records`, whose first must be the header.
    ///
    /// A malformed row takes the document it names with it, whole: a document is never half there.
    /// Throws `headerDiffers` and what the source of the bytes throws.
    public init(reading records: CSVReader) throws(InputError) {
        var records = records
        try records.readHeader(Self.columns)
        var whole = WholeDocuments<String, PlacedRow>()
        var reader = RetailRowReader()
        var rows = 0
        while let step = try records.next() {
            rows += 1
            let record = records.record
            switch step {
            case .malformed(let reason):
                whole.refuse(
                    line: record.line, reason: .record(reason), named: RetailRowReader.number(of: record),
                    isCutOff: records.endsWithoutLineBreak)
            case .record:
                do throws(RowFault) {
                    let (number, row) = try reader.read(record)
                    whole.add(PlacedRow(row: row, fileLine: record.line), to: number)
                } catch {
                    whole.refuse(
                        line: record.line, reason: error.reason, named: RetailRowReader.number(of: record))
                }
            }
        }
        let result = whole.finish { number, placed -> Result<RetailDocument, DocumentFault> in
            let rows = placed.map(\.row)
            guard let kind = RetailDocument.kind(ofNumber: number, rows: rows) else {
                return .failure(DocumentFault(line: placed[0].fileLine, reason: .opposedDirections))
            }
            return .success(
                RetailDocument(number: number, kind: kind, rows: rows, fileLines: placed.map(\.fileLine)))
        }
        documents = result.documents
        self.rows = rows
        problems = whole.problems
        documentsLeftOut = result.documentsLeftOut
        rowsLeftOut = result.rowsLeftOut
    }
}

/// A row and the line of the file on which it stands.
struct PlacedRow {
    let row: RetailRow
    let fileLine: Int
}
