import StockModel

/// What a replay needs and the store does not have yet; what is there stays as it is.
struct MissingDefinitions {
    private let store: ReplayStore
    private var missing: [Definition] = []

    init(in store: ReplayStore) { self.store = store }

    mutating func need(_ sites: [SiteDefinition]) async throws(ReplayFailure) {
        let known = Set(try await store.sites().map(\.site))
        for site in sites where !known.contains(site.site) { missing.append(.site(site)) }
    }

    mutating func need(_ locations: [LocationDefinition]) async throws(ReplayFailure) {
        let known = Dictionary(try await store.locations().map { ($0.location, $0) }) { first, _ in first }
        for location in locations {
            guard let there = known[location.location] else {
                missing.append(.location(location))
                continue
            }
            guard there.kind == location.kind, there.site == location.site else {
                throw ReplayFailure.masterData(
                    "location \(location.location.rawValue) is \"\(there.code)\" here, not \"\(location.code)\"")
            }
        }
    }

    /// A channel that lacks a site is defined again.
    mutating func need(_ channels: [ChannelDefinition]) async throws(ReplayFailure) {
        let known = Dictionary(try await store.channels().map { ($0.channel, $0) }) { first, _ in first }
        for channel in channels {
            let there = known[channel.channel]
            if let there, there.code != channel.code {
                throw ReplayFailure.masterData(
                    "channel \(channel.channel.rawValue) is \"\(there.code)\" here, not \"\(channel.code)\"")
            }
            if there?.sites != channel.sites { missing.append(.channel(channel)) }
        }
    }

    /// Costs one read per SKU.
    mutating func need(_ skus: [SKUDefinition]) async throws(ReplayFailure) {
        for sku in skus where try await store.definition(of: sku.sku) == nil { missing.append(.sku(sku)) }
    }

    /// Sends what is missing, in the order in which it was needed.
    mutating func define() async throws(ReplayFailure) {
        var rest = missing[...]
        missing = []
        while !rest.isEmpty {
            try await store.demand(
                .define(Array(rest.prefix(CommandLimits.definitionsMax))), for: "the definition of places and SKUs")
            rest = rest.dropFirst(CommandLimits.definitionsMax)
        }
    }
}
