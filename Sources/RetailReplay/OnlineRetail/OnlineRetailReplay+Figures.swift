import Foundation
import StockModel

extension OnlineRetailReplay {
    /// The figures, read from the store: its documents, its whole ledger, and its levels.
    public func figures(progress: ReplayProgress.Listener = { _ in }) async throws(ReplayFailure) -> OnlineRetailFigures
    {
        progress(ReplayProgress(.reading))
        var figures = OnlineRetailFigures()
        if let record = try await store.importRecord(of: source, format: Self.format) {
            figures.rows = record.rows
            figures.malformedRows = record.malformed
            figures.documentsLeftOut = record.documentsLeftOut
        }
        let kinds = try await readInvoices(into: &figures)
        try await readInspections(of: kinds, into: &figures)
        var ledger = InvoiceLedger(kinds: kinds)
        try await store.eachMovement { ledger.add($0, to: &figures) }
        let places: Set<LocationID> = [RetailNumbers.webShopStock, RetailNumbers.webShopQuarantine]
        let onHand = try await store.onHand(of: ledger.skus, at: places)
        figures.stockLeft = onHand[RetailNumbers.webShopStock] ?? 0
        figures.quarantineLeft = onHand[RetailNumbers.webShopQuarantine] ?? 0
        return figures
    }

    private typealias Kinds = [DocumentKey: RetailDocument.Kind]

    private func readInvoices(into figures: inout OnlineRetailFigures) async throws(ReplayFailure) -> Kinds {
        var kinds: Kinds = [:]
        var goods: Set<UInt64> = []
        var values: [RetailDocument.Kind: Int64] = [:]
        var charges: Int64 = 0
        for document in try await StoredInvoices(in: store).documents {
            kinds[InvoicePaper.key(of: document.number)] = document.kind
            let rows = document.rows.filter(\.item.isGoods)
            goods.formUnion(rows.compactMap(\.item.sku))
            values[document.kind, default: 0] += rows.reduce(0) { $0 + abs($1.valueTenThousandths) }
            charges += document.rows.lazy.filter { !$0.item.isGoods }.reduce(0) { $0 + $1.valueTenThousandths }
            figures.documents += 1
            figures.add(OnlineRetailFigures.Side(documents: 1, lines: rows.count), to: document.kind)
        }
        figures.goodsCodes = goods.count
        figures.salesValue = Decimal(values[.sale] ?? 0) / 10_000
        figures.returnsValue = Decimal(values[.customerReturn] ?? 0) / 10_000
        figures.chargesValue = Decimal(charges) / 10_000
        return kinds
    }

    /// Lines of a return by what the reviewer found: all of it with a sale, some, or none.
    private func readInspections(of kinds: Kinds, into figures: inout OnlineRetailFigures) async throws(ReplayFailure) {
        var findings: [DocumentKey: [Int64: (isMatched: Bool, orphan: String?)]] = [:]
        try await store.eachDocument(under: ReviewPaper.inspectionPrefix) { document throws(ReplayFailure) in
            let number = document.key.description.dropFirst(ReviewPaper.inspectionPrefix.count).prefix { $0 != "/" }
            let invoice = InvoicePaper.key(of: String(number))
            // An inspection whose return was never booked counts for nothing.
            guard kinds[invoice] == .customerReturn else { return }
            for finding in try ReviewPaper.findings(on: document) {
                var line = findings[invoice]?[finding.line] ?? (false, nil)
                if finding.finding == ReviewPaper.gradeA {
                    line.isMatched = true
                } else {
                    line.orphan = finding.finding
                }
                findings[invoice, default: [:]][finding.line] = line
            }
        }
        for line in findings.values.flatMap(\.values) {
            switch (line.isMatched, line.orphan) {
            case (true, nil): figures.returnLinesMatchedInFull += 1
            case (true, _): figures.returnLinesMatchedInPart += 1
            case (false, OrphanReason.noCustomer.name): figures.orphanLinesNoCustomer += 1
            case (false, OrphanReason.noEarlierSale.name): figures.orphanLinesNoEarlierSale += 1
            case (false, _): figures.orphanLinesUsedUp += 1
            }
        }
    }
}

/// The movements of a replay, told from all others by the papers they stand on.
private struct InvoiceLedger {
    let kinds: [DocumentKey: RetailDocument.Kind]
    /// Everything that moved on the invoices, or was received before them.
    private(set) var skus: Set<SKU> = []

    init(kinds: [DocumentKey: RetailDocument.Kind]) { self.kinds = kinds }

    mutating func add(_ movement: Movement, to figures: inout OnlineRetailFigures) {
        guard let document = movement.document else { return }
        if document == OnlineRetailReplay.openingKey {
            skus.insert(movement.sku)
            figures.openingUnits += movement.quantity
        }
        guard let kind = kinds[document] else { return }
        skus.insert(movement.sku)
        let units = OnlineRetailFigures.Side(units: movement.quantity)
        switch movement.to {
        case RetailNumbers.customer, RetailNumbers.loss, RetailNumbers.webShopReturns: figures.add(units, to: kind)
        case RetailNumbers.webShopQuarantine: figures.orphanUnits += movement.quantity
        case RetailNumbers.webShopStock where kind == .customerReturn: figures.matchedUnits += movement.quantity
        case RetailNumbers.webShopStock: figures.add(units, to: kind)
        default: break
        }
    }
}

extension OnlineRetailFigures {
    fileprivate mutating func add(_ more: Side, to kind: RetailDocument.Kind) {
        switch kind {
        case .sale: sales.add(more)
        case .customerReturn: returns.add(more)
        case .adjustmentDown: adjustmentsDown.add(more)
        case .adjustmentUp: adjustmentsUp.add(more)
        case .charge: break
        }
    }
}

extension OnlineRetailFigures.Side {
    fileprivate mutating func add(_ more: Self) {
        documents += more.documents
        lines += more.lines
        units += more.units
    }
}
