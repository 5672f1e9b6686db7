public import StockAPI
import StockModel

/// Replays the invoices of the *Online Retail* file on a stock, one after another, by the rule of `OnlineRetailRule`.
///
/// - Opening stock is the least with which no document is refused: see `OnlineRetailOpening`.
/// - An invoice is one transaction: its rows as a document, and its movements. Sales are sold; returned units go back
///   to the line they were sold on, and by an inspection to the shelf; returns without a sale go to quarantine,
///   flagged; adjustments move from and to loss; charges move nothing.
/// - Where two persons are required, the second one's paper is in the store before: inspections of returns, approvals
///   of adjustments upward.
/// - **Repeatable** and **interrupted at any moment**, as `CompleteJourneyReplay` is.
/// - A further file is taken as the continuation of what is there: its returns find the sales of earlier files.
public struct OnlineRetailReplay: Sendable {
    static let format = "online-retail"

    let file: OnlineRetailFile
    let source: ReplaySource
    let stock: any StockService
    let settings: ReplaySettings

    /// A replay of `file`, which was read from the file `source`, into `stock`.
    public init(
        _ file: OnlineRetailFile, from source: ReplaySource, into stock: any StockService,
        settings: ReplaySettings = ReplaySettings()
    ) {
        self.file = file
        self.source = source
        self.stock = stock
        self.settings = settings
    }

    var store: ReplayStore { ReplayStore(stock: stock, settings: settings) }

    /// Brings all invoices into the store that are not there yet.
    ///
    /// A cancelled task ends it between two chunks, with `cancelled`.
    public func run(progress: ReplayProgress.Listener = { _ in }) async throws(ReplayFailure) -> ReplayReport {
        progress(ReplayProgress(.comparing))
        var report = ReplayReport()
        let stored = try await StoredInvoices(in: store)
        let fresh = file.documents.filter { document in
            guard let there = stored[document.number] else { return true }
            report.found(there.isIdentical(to: document), document.number, line: document.fileLines.first ?? 0)
            return false
        }
        let record = try await store.record(
            ImportRecord(
                source, rows: file.rows, documents: file.documents.count, documentsLeftOut: file.documentsLeftOut,
                lastLine: file.documents.lazy.compactMap(\.fileLines.last).max() ?? 0, problems: file.problems),
            of: source, format: Self.format)
        if fresh.isEmpty { return report }

        let placed = fresh.map { $0.placed(after: record.linesBefore) }
        try await define(for: placed, progress: progress)
        try await receiveOpeningStock(for: stored.documents + placed, progress: progress)
        var performing = InvoicePerforming(
            after: stored.documents, in: store, linesBefore: record.linesBefore, report: report)
        for (done, chunk) in placed.chunked(settings.documentsAtATime).enumerated() {
            progress(ReplayProgress(.replaying, done * settings.documentsAtATime, of: placed.count))
            try await performing.perform(Array(chunk))
        }
        progress(ReplayProgress(.replaying, placed.count, of: placed.count))
        return performing.report
    }

    private func define(
        for documents: [RetailDocument], progress: ReplayProgress.Listener
    ) async throws(ReplayFailure) {
        progress(ReplayProgress(.defining))
        let items = Set(documents.lazy.flatMap(\.rows).map(\.item).filter(\.isGoods))
        let site = RetailNumbers.webShop
        var missing = MissingDefinitions(in: store)
        try await missing.need([SiteDefinition(site, code: "web-shop")])
        try await missing.need(
            RetailNumbers.virtualLocations + [
                LocationDefinition(RetailNumbers.webShopStock, kind: .stock, site: site, code: "web-shop"),
                LocationDefinition(RetailNumbers.webShopReturns, kind: .returns, site: site, code: "web-shop returns"),
                LocationDefinition(
                    RetailNumbers.webShopQuarantine, kind: .quarantine, site: site, code: "web-shop quarantine"),
            ])
        try await missing.need([ChannelDefinition(RetailNumbers.webShopChannel, code: "web-shop", sites: [site])])
        let skus = items.compactMap { item in item.sku.map { SKUDefinition(SKU(rawValue: $0), code: item.text) } }
        try await missing.need(skus.sorted { $0.sku < $1.sku })
        try await missing.define()
    }

    private func receiveOpeningStock(
        for documents: [RetailDocument], progress: ReplayProgress.Listener
    ) async throws(ReplayFailure) {
        var rule = OnlineRetailRule()
        let opening = OnlineRetailOpening(decisions: documents.lazy.map { rule.decide($0) })
        progress(ReplayProgress(.receiving, 0, of: opening.levels.count))
        let first = documents.map(\.occurredAtMilliseconds).min() ?? 0
        try await OpeningReceipts(store: store, occurredAt: Instant(millisecondsSinceEpoch: first)).receive(
            opening.levels.map { OpeningUnits(sku: SKU(rawValue: $0.sku), units: $0.units) },
            at: RetailNumbers.webShopStock, on: Self.openingKey)
        progress(ReplayProgress(.receiving, opening.levels.count, of: opening.levels.count))
    }

    static let openingKey: DocumentKey = "opening/web-shop"
}
