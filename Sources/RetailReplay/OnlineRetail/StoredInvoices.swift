import StockModel

/// The invoices that earlier runs have brought into the store.
struct StoredInvoices {
    /// In the order in which they were performed.
    private(set) var documents: [RetailDocument] = []
    private var places: [String: Int] = [:]

    subscript(number: String) -> RetailDocument? { places[number].map { documents[$0] } }

    init(in store: ReplayStore) async throws(ReplayFailure) {
        var reader = RetailRowReader()
        var current: (number: String, version: SequenceNumber, rows: [PlacedRow])?
        var found: [(version: SequenceNumber, document: RetailDocument)] = []
        func finish() throws(ReplayFailure) {
            guard let (number, version, rows) = current else { return }
            guard let document = RetailDocument(number: number, placed: rows) else {
                throw ReplayFailure.unreadablePaper(InvoicePaper.key(of: number))
            }
            found.append((version, document))
        }
        try await store.eachDocument(under: InvoicePaper.prefix) { document throws(ReplayFailure) in
            let page = try InvoicePaper.rows(on: document, reader: &reader)
            if document.type == PaperType.invoice.rawValue {
                try finish()
                current = (page.number, document.version, page.rows)
            } else {
                current?.rows.append(contentsOf: page.rows)
            }
        }
        try finish()
        documents = found.sorted { $0.version < $1.version }.map(\.document)
        for (place, document) in documents.enumerated() { places[document.number] = place }
    }
}
