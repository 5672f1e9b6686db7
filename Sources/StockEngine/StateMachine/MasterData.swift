import StockBytes
import StockModel

/// Sites, locations and channels: few, and asked for by every command, so all of them are in memory.
struct MasterData {
    private(set) var sites: [SiteID: SiteDefinition] = [:]
    private(set) var locations: [LocationID: LocationDefinition] = [:]
    private(set) var channels: [ChannelID: ChannelDefinition] = [:]
    /// Per channel, where it may promise from.
    private var plans: [ChannelID: ChannelPlan] = [:]
    /// The plan asked for last: most batches come through one channel.
    private var lastPlan: ChannelPlan?

    mutating func set(_ site: SiteDefinition) { sites[site.site] = site }

    mutating func set(_ location: LocationDefinition) {
        let isNew = locations.updateValue(location, forKey: location.location) == nil
        // The kind and site of a location never change, so only a new one touches the plans.
        if isNew {
            plans.removeAll()
            lastPlan = nil
        }
    }

    mutating func set(_ channel: ChannelDefinition) {
        channels[channel.channel] = channel
        plans[channel.channel] = nil
        lastPlan = nil
    }

    func site(of location: LocationID) -> SiteID? { locations[location]?.site }

    /// Nil when there is no such channel.
    mutating func plan(of channel: ChannelID) -> ChannelPlan? {
        if let lastPlan, lastPlan.channel == channel { return lastPlan }
        lastPlan = plans[channel] ?? makePlan(of: channel)
        return lastPlan
    }

    private mutating func makePlan(of channel: ChannelID) -> ChannelPlan? {
        guard let definition = channels[channel] else { return nil }
        let plan = ChannelPlan(definition, stock: stockLocations())
        plans[channel] = plan
        return plan
    }

    private func stockLocations() -> [SiteID: [LocationID]] {
        var stock: [SiteID: [LocationID]] = [:]
        for location in locations.values where location.kind.isSellable {
            if let site = location.site { stock[site, default: []].append(location.location) }
        }
        return stock.mapValues { $0.sorted() }
    }
}

/// Where a channel may promise from: its sites by rank, each with its sellable locations by id.
final class ChannelPlan: @unchecked Sendable {
    // Unchecked, because its table holds plain memory; nothing changes after the initialiser.
    let definition: ChannelDefinition
    let channel: ChannelID
    let sites: [SitePlan]
    let limitsHolds: Bool
    let locationCount: Int
    private let eligible: FlatTable<EligibleLocation>

    struct SitePlan: Sendable {
        let site: SiteID
        let locations: [LocationID]
        let buffer: Quantity
    }

    struct EligibleLocation: FlatRow {
        let location: UInt64
        /// Index in `sites`.
        let site: UInt32
        /// The channel may promise all that is available there.
        let hasNoBuffer: Bool
        var key: UInt64 { location }
    }

    init(_ definition: ChannelDefinition, stock: [SiteID: [LocationID]]) {
        self.definition = definition
        channel = definition.channel
        limitsHolds = definition.holdsPerOwnerMax != nil
        sites = definition.sites.map { site in
            SitePlan(site: site.site, locations: stock[site.site] ?? [], buffer: site.buffer)
        }
        locationCount = sites.reduce(0) { $0 + $1.locations.count }
        var eligible = FlatTable<EligibleLocation>(seed: 0)
        for (index, site) in sites.enumerated() {
            for location in site.locations {
                eligible.insert(
                    EligibleLocation(
                        location: UInt64(location.rawValue), site: UInt32(truncatingIfNeeded: index),
                        hasNoBuffer: site.buffer == 0))
            }
        }
        self.eligible = eligible
    }

    /// A location that the channel may promise from; nil for any other.
    @inline(__always)
    func eligible(_ location: LocationID) -> EligibleLocation? {
        eligible.index(of: UInt64(location.rawValue)).map { eligible[$0] }
    }
}
