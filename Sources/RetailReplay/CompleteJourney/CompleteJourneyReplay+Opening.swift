public import StockModel

extension CompleteJourneyReplay {
    /// The channel that promises a store's stock for pickup; nil when no basket of that store is replayed yet.
    public func pickupChannel(of store: UInt32) async throws(ReplayFailure) -> ChannelID? {
        StoreChannels(existing: try await self.store.channels(), stores: []).pickupChannel(of: store)
    }

    /// Sites, stock locations, channels and SKUs of `baskets`, as far as they are missing.
    func define(
        _ channels: StoreChannels, for baskets: [Basket], progress: ReplayProgress.Listener
    ) async throws(ReplayFailure) {
        progress(ReplayProgress(.defining))
        let stores = Set(baskets.map(\.store)).sorted()
        let products = Set(baskets.lazy.flatMap(\.lines).map(\.product)).sorted()
        var missing = MissingDefinitions(in: store)
        try await missing.need(stores.map { SiteDefinition(SiteID(rawValue: $0), code: "store-\($0)") })
        try await missing.need(
            RetailNumbers.virtualLocations
                + stores.map { store in
                    LocationDefinition(
                        LocationID(rawValue: store), kind: .stock, site: SiteID(rawValue: store), code: "store-\(store)"
                    )
                })
        try await missing.need(channels.definitions)
        try await missing.need(products.map { SKUDefinition(SKU(rawValue: $0), code: "\($0)") })
        try await missing.define()
    }

    /// The opening stock of all `baskets`, stored ones included, less what has been received before.
    func receiveOpeningStock(
        for baskets: [Basket], progress: ReplayProgress.Listener
    ) async throws(ReplayFailure) {
        let opening = OpeningStock(for: baskets)
        let first = baskets.map(\.occurredAtMilliseconds).min() ?? 0
        let receipts = OpeningReceipts(store: store, occurredAt: Instant(millisecondsSinceEpoch: first))
        var rest = opening.levels[...]
        while let number = rest.first?.store {
            progress(ReplayProgress(.receiving, opening.levels.count - rest.count, of: opening.levels.count))
            let levels = rest.prefix { $0.store == number }
            rest = rest.dropFirst(levels.count)
            try await receipts.receive(
                levels.map { OpeningUnits(sku: SKU(rawValue: $0.product), units: $0.units) },
                at: LocationID(rawValue: number), on: Self.openingKey(of: number))
        }
        progress(ReplayProgress(.receiving, opening.levels.count, of: opening.levels.count))
    }

    static let openingPrefix = "opening/store/"

    static func openingKey(of store: UInt32) -> DocumentKey { DocumentKey("\(openingPrefix)\(store)") }
}
