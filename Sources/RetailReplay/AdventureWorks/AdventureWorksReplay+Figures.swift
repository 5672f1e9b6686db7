public import RetailDocuments
import RetailPurchasing
import RetailReceiving
import StockAPI
import StockModel

extension AdventureWorksReplay {
    private static var pageLength: Int { 1_000 }

    /// Reads all figures back from the store, each from where it is said first: orders, lines, and what was ordered and
    /// cancelled from the documents of the orders; what was received, what was rejected, and the value of the stock from
    /// the ledger; the units in stock from their levels.
    ///
    /// A line differs where its document, or what the ledger says of its units and their cost, is not what the file says.
    ///
    /// - Throws: `refused(.overflow)` where a sum leaves the range.
    public func figures() async throws(WorkflowFailure) -> AdventureWorksFigures {
        var figures = AdventureWorksFigures()
        var ledger = UnitsAtCost(try await locations())
        try await eachMovement { movement throws(WorkflowFailure) in try ledger.add(movement) }
        var stockedValue = Money.zero
        for fate in ledger.fates {
            try figures.received.count(fate.received)
            try figures.rejected.count(fate.rejected)
            guard let value = stockedValue.adding(fate.stockedValue) else { throw .refused(.overflow) }
            stockedValue = value
        }
        figures.stockedValue = stockedValue.description
        var fates: [DocumentKey: UnitsAtCost.Fate] = [:]
        try await eachDocument(under: "receipt/") { document throws(WorkflowFailure) in
            guard document.type == Receipt.kind.rawValue else { return }
            figures.receipts += 1
            guard let order = try Stored<Receipt>(document).content.order else { return }
            // A line of a receipt has the number of the order's line.
            for (line, fate) in ledger.fates(on: document.key) { fates[PurchaseOrderLine.key(of: order, line)] = fate }
        }
        try await compareOrders(with: fates, into: &figures)
        figures.stocked = try await unitsInStock()
        return figures
    }

    private func compareOrders(
        with fates: [DocumentKey: UnitsAtCost.Fate], into figures: inout AdventureWorksFigures
    ) async throws(WorkflowFailure) {
        var orderedValue = Money.zero
        var inFile = folder.linesByID
        try await eachDocument(under: "po/") { document throws(WorkflowFailure) in
            if document.type == PurchaseOrder.kind.rawValue { figures.orders += 1 }
            guard document.type == PurchaseOrderLine.kind.rawValue else { return }
            let line = try Stored<PurchaseOrderLine>(document).content
            figures.lines += 1
            try figures.ordered.count(line.ordered)
            try figures.cancelled.count(line.cancelled)
            if line.cancelled > 0 { figures.shortLines += 1 }
            guard let value = line.unitCost.times(line.ordered).flatMap({ orderedValue.adding($0) }) else {
                throw .refused(.overflow)
            }
            orderedValue = value
            let said = line.externalKey.flatMap { inFile.removeValue(forKey: $0) }
            let isSame = said?.isSaid(by: line) == true && said?.isFate(fates[document.key] ?? .init()) == true
            if !isSame { figures.linesThatDiffer += 1 }
        }
        figures.linesThatDiffer += inFile.count
        figures.orderedValue = orderedValue.description
    }

    private func unitsInStock() async throws(WorkflowFailure) -> Int64 {
        var sum: Int64 = 0
        for place in try await locations() where place.kind == .stock {
            var last: SKU?
            while true {
                let after = last
                let page = try await clerk.ask { stock throws(StockFailure) in
                    try await stock.levels(at: place.location, after: after, limit: Self.pageLength)
                }
                for level in page { try sum.count(level.onHand) }
                guard page.count == Self.pageLength else { break }
                last = page.last?.sku
            }
        }
        return sum
    }

    private func locations() async throws(WorkflowFailure) -> [LocationDefinition] {
        try await clerk.ask { stock throws(StockFailure) in try await stock.locations() }
    }

    /// All movements, in the order of the ledger.
    private func eachMovement(
        visit: (Movement) throws(WorkflowFailure) -> Void
    ) async throws(WorkflowFailure) {
        var last = MovementID.none
        while true {
            let after = last
            let page = try await clerk.ask { stock throws(StockFailure) in
                try await stock.movements(after: after, limit: Self.pageLength)
            }
            for movement in page { try visit(movement) }
            guard let newest = page.last else { return }
            last = newest.id
        }
    }

    /// The documents of all kinds whose keys begin like this, by key: each is read once.
    private func eachDocument(
        under prefix: String, visit: (Document) throws(WorkflowFailure) -> Void
    ) async throws(WorkflowFailure) {
        var scan = Scan(prefix: Array(prefix.utf8), limit: Scan.limitMax)
        repeat {
            let next = scan
            let page = try await clerk.ask { stock throws(StockFailure) in try await stock.documents(next) }
            for document in page.elements { try visit(document) }
            scan.cursor = page.cursor
        } while scan.cursor != nil
    }
}

extension AdventureWorksFolder {
    /// The lines by what the file calls them.
    fileprivate var linesByID: [String: Line] {
        Dictionary(orders.flatMap(\.lines).map { ("\($0.id)", $0) }) { first, _ in first }
    }
}

extension AdventureWorksFolder.Line {
    fileprivate func isSaid(by line: PurchaseOrderLine) -> Bool {
        sku == line.sku && ordered == line.ordered && received == line.arrived && rejected == line.rejected
            && unitCost == line.unitCost && line.open == 0
    }

    /// Whether that, and nothing else, has become of its units.
    fileprivate func isFate(_ fate: UnitsAtCost.Fate) -> Bool {
        received == fate.received && rejected == fate.rejected && received - rejected == fate.stocked
            && unitCost.times(fate.stocked) == fate.stockedValue
    }
}
