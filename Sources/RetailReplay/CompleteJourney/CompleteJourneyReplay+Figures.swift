import StockModel

extension CompleteJourneyReplay {
    /// The figures, read from the store: its documents, its whole ledger, and its levels.
    public func figures(progress: ReplayProgress.Listener = { _ in }) async throws(ReplayFailure)
        -> CompleteJourneyFigures
    {
        progress(ReplayProgress(.reading))
        var figures = CompleteJourneyFigures()
        if let record = try await store.importRecord(of: source, format: Self.format) {
            figures.rows = record.rows
            figures.skipped = record.skipped
            figures.malformedRows = record.malformed
            figures.basketsLeftOut = record.documentsLeftOut
        }
        try await store.eachDocument(under: BasketPaper.prefix) { _ in figures.baskets += 1 }
        try await readUnmetDemand(into: &figures)
        var ledger = BasketLedger(stores: try await openedStores())
        try await store.eachMovement { ledger.add($0) }
        ledger.fill(&figures)
        let onHand = try await store.onHand(of: ledger.skus, at: ledger.stores)
        figures.unitsLeft = onHand.values.reduce(0, +) - ledger.otherChange
        return figures
    }

    private func readUnmetDemand(into figures: inout CompleteJourneyFigures) async throws(ReplayFailure) {
        var byStore: [UInt32: CompleteJourneyFigures.StoreShortage] = [:]
        try await store.eachDocument(under: UnmetPaper.prefix) { document throws(ReplayFailure) in
            let unmet = try UnmetPaper(reading: document)
            var shortage = byStore[unmet.store] ?? CompleteJourneyFigures.StoreShortage(store: unmet.store)
            switch unmet.way {
            case .pickup:
                figures.webRefused += 1
                figures.webUnitsRefused += unmet.units
                shortage.orders += 1
            case .till:
                figures.tillLinesRefused += unmet.lines.count
                figures.tillUnitsRefused += unmet.units
                shortage.lines += unmet.lines.count
            }
            shortage.units += unmet.units
            byStore[unmet.store] = shortage
        }
        figures.shortagesByStore = byStore.values.sorted { first, second in
            first.units != second.units ? first.units > second.units : first.store < second.store
        }
    }

    /// The stock of every store with an opening paper.
    private func openedStores() async throws(ReplayFailure) -> Set<LocationID> {
        var stores: Set<LocationID> = []
        try await store.eachDocument(under: Self.openingPrefix) { document in
            guard let number = UInt32(document.key.description.dropFirst(Self.openingPrefix.count)) else { return }
            stores.insert(LocationID(rawValue: number))
        }
        return stores
    }
}

/// The movements of a replay, told from all others by the papers they stand on.
private struct BasketLedger {
    private struct Place: Hashable {
        let sku: SKU
        let location: LocationID
    }

    private static let basketPrefix = Array(BasketPaper.prefix.utf8)
    private static let openingPrefix = Array(CompleteJourneyReplay.openingPrefix.utf8)

    let stores: Set<LocationID>
    /// Everything that ever moved in the stores.
    private(set) var skus: Set<SKU> = []
    private var opened: Set<Place> = []
    private var openingUnits: Quantity = 0
    private var orders: Set<DocumentKey> = []
    private var orderUnits: Quantity = 0
    private var tillLines = 0
    private var tillUnits: Quantity = 0
    /// By how much movements on other papers have changed the stores' stock.
    private(set) var otherChange: Quantity = 0

    init(stores: Set<LocationID>) { self.stores = stores }

    mutating func add(_ movement: Movement) {
        if stores.contains(movement.to) || stores.contains(movement.from) { skus.insert(movement.sku) }
        guard let document = movement.document else { return addOther(movement) }
        if document.bytes.starts(with: Self.basketPrefix) {
            if movement.fulfilmentMethod == RetailNumbers.pickedUp {
                orders.insert(document)
                orderUnits += movement.quantity
            } else {
                tillLines += 1
                tillUnits += movement.quantity
            }
        } else if document.bytes.starts(with: Self.openingPrefix) {
            opened.insert(Place(sku: movement.sku, location: movement.to))
            openingUnits += movement.quantity
        } else {
            addOther(movement)
        }
    }

    private mutating func addOther(_ movement: Movement) {
        if stores.contains(movement.to) { otherChange += movement.quantity }
        if stores.contains(movement.from) { otherChange -= movement.quantity }
    }

    func fill(_ figures: inout CompleteJourneyFigures) {
        figures.levels = opened.count
        figures.openingUnits = openingUnits
        figures.webOrders = orders.count
        figures.webUnits = orderUnits
        figures.tillLines = tillLines
        figures.tillUnits = tillUnits
    }
}
