import StockModel

extension OmnichannelReplay {
    static let web: ChannelID = 1
    static let pickup: ChannelID = 2
    static let marketplace: ChannelID = 3
    static let tills: ChannelID = 4

    /// Places, products, kits, channels with their rules, thresholds, and the opening stock.
    func open(_ plan: OmnichannelPlan) async throws(ReplayFailure) {
        var missing = MissingDefinitions(in: store)
        let stores = Set(plan.slice.baskets.map(\.store)).sorted()
        try await missing.need(stores.map { SiteDefinition(SiteID(rawValue: $0), code: "store-\($0)") })
        try await missing.need(
            RetailNumbers.virtualLocations
                + stores.map { store in
                    LocationDefinition(
                        LocationID(rawValue: store), kind: .stock, site: SiteID(rawValue: store), code: "store-\(store)"
                    )
                })
        try await missing.need(channels(plan))
        let products = Set(plan.slice.baskets.lazy.flatMap(\.lines).map(\.product)).sorted()
        try await missing.need(products.map { SKUDefinition(SKU(rawValue: $0), code: "\($0)") })
        try await missing.need(
            plan.kits.map { kit, pair in
                SKUDefinition(
                    kit, code: "\(pair.first)+\(pair.second)",
                    components: [pair.first, pair.second].map { KitComponent(SKU(rawValue: $0), quantity: 1) })
            })
        try await missing.define()
        try await store.demand(.define(rules(plan)), for: "the rules of the channels")
        let opening = plan.openingStock
        try await receive(opening, at: plan.opening)
        try await store.demand(.define(thresholds(plan, opening)), for: "the thresholds")
    }

    private func channels(_ plan: OmnichannelPlan) -> [ChannelDefinition] {
        let ranked = plan.stores.map { SiteID(rawValue: $0) }
        return [
            ChannelDefinition(
                Self.web, code: "web",
                sites: ranked.map { ChannelSite($0, buffer: plan.webBuffer(at: $0.rawValue)) },
                acceptsBackorders: true),
            ChannelDefinition(Self.pickup, code: "pickup", sites: ranked),
            ChannelDefinition(
                Self.marketplace, code: "marketplace",
                sites: ranked.prefix(OmnichannelPlan.marketplaceStoresMax)
                    .map { ChannelSite($0, buffer: OmnichannelPlan.marketplaceBuffer) }),
            ChannelDefinition(Self.tills, code: "tills", sites: ranked),
        ]
    }

    private func rules(_ plan: OmnichannelPlan) -> [Definition] {
        let kits = plan.kits.map { kit, _ in
            Definition.policy(
                ChannelPolicy(Self.web, kit, cap: Cap(OmnichannelPlan.kitCap, window: plan.promotion)))
        }
        let caps = plan.bestSellers.map { product in
            Definition.policy(
                ChannelPolicy(
                    Self.marketplace, SKU(rawValue: product), cap: Cap(OmnichannelPlan.marketplaceCap)))
        }
        return kits + caps
    }

    private func thresholds(_ plan: OmnichannelPlan, _ opening: [UInt32: [UInt64: Quantity]]) -> [Definition] {
        plan.bestSellers.prefix(OmnichannelPlan.watchedProductsMax).map { product in
            let units = opening.values.map { $0[product] ?? 0 }.reduce(0, +)
            return .threshold(
                StockThreshold(
                    SKU(rawValue: product), .channel(Self.web), low: units / OmnichannelPlan.watchedShare))
        }
    }

    private func receive(_ opening: [UInt32: [UInt64: Quantity]], at moment: Instant) async throws(ReplayFailure) {
        let receipts = OpeningReceipts(store: store, occurredAt: moment)
        for (number, products) in opening.sorted(by: { $0.key < $1.key }) {
            try await receipts.receive(
                products.sorted { $0.key < $1.key }.map { OpeningUnits(sku: SKU(rawValue: $0.key), units: $0.value) },
                at: LocationID(rawValue: number), on: CompleteJourneyReplay.openingKey(of: number))
        }
    }
}
