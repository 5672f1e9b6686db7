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
        var stores: Set<UInt32> = []
        try await store.eachDocument(under: BasketPaper.prefix) { document throws(ReplayFailure) in
            figures.baskets += 1
            stores.insert(try BasketPaper(reading: document).store)
        }
        try await readUnmetDemand(into: &figures)
        let locations = Set(stores.map { LocationID(rawValue: $0) })
        let ledger = try await readLedger(of: locations)
        ledger.fill(&figures)
        var onHand: Quantity = 0
        for location in locations.sorted() {
            try await store.eachLevel(at: location) { level in onHand += level.onHand }
        }
        figures.unitsLeft = onHand - ledger.otherChange
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

    private func readLedger(of stores: Set<LocationID>) async throws(ReplayFailure) -> BasketLedger {
        var ledger = BasketLedger(stores: stores)
        try await store.eachMovement { ledger.add($0) }
        return ledger
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

    private let stores: Set<LocationID>
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
