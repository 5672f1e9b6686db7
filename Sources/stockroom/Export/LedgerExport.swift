import StockAPI
import StockEngine
import StockModel

/// Reads the ledger a page at a time and writes it out.
struct LedgerExport {
    private let stock: any StockQueries
    private let writer: LedgerWriter
    private(set) var movements = 0
    private(set) var documents = 0

    init(from stock: any StockQueries, to writer: LedgerWriter) {
        self.stock = stock
        self.writer = writer
    }

    /// Writes what was changed after `after` and gives the sequence up to which the export is complete.
    mutating func run(only: ExportLedger.Part?, after: UInt64) async throws -> SequenceNumber {
        let end = try await stock.statistics().sequence
        let progress = ProgressLine()
        defer { progress.finish() }
        try writer.begin()
        if only != .documents { try await exportMovements(after: after, to: end, progress) }
        if only != .movements { try await exportDocuments(after: after, progress) }
        try writer.end()
        return end
    }

    private mutating func exportMovements(
        after: UInt64, to end: SequenceNumber, _ progress: ProgressLine
    ) async throws {
        var last = MovementID(sequence: after, line: .max)
        while true {
            try Task.checkCancellation()
            progress.show("exporting movements", movements)
            let page = try await stock.movements(after: last, limit: Scan.limitMax)
            for movement in page where movement.id.sequence <= end {
                try writer.put(MovementView(movement))
                movements += 1
            }
            guard let newest = page.last, newest.id.sequence <= end else { return }
            last = newest.id
        }
    }

    private mutating func exportDocuments(after: UInt64, _ progress: ProgressLine) async throws {
        var scan = Scan(limit: Scan.limitMax)
        repeat {
            try Task.checkCancellation()
            progress.show("exporting documents", documents)
            let page = try await stock.documents(scan)
            for document in page.elements where document.version > after {
                try writer.put(DocumentView(document))
                documents += 1
            }
            scan.cursor = page.cursor
        } while scan.cursor != nil
    }
}
