import StockBytes
import StockModel

/// Sites, locations and channels: few, and asked for by every command, so all of them are in memory.
struct MasterData {
    private(set) var sites: [SiteID: SiteDefinition] = [:]
    private(set) var locations: [LocationID: LocationDefinition] = [:]
    private(set) var channels: [ChannelID: ChannelDefinition] = [:]
    private var shelves: [SiteID: [LocationID]] = [:]
    private var quarantines: [SiteID: LocationID] = [:]
    /// Per channel, where it may promise from.
    private var plans: [ChannelID: ChannelPlan] = [:]
    /// The plan asked for last: most batches come through one channel.
    private var lastPlan: ChannelPlan?

    mutating func set(_ site: SiteDefinition) { sites[site.site] = site }

    mutating func set(_ location: LocationDefinition) {
        let isNew = locations.updateValue(location, forKey: location.location) == nil
        // The kind and site of a location never change, so only a new one touches the plans.
        guard isNew else { return }
        plans.removeAll()
        lastPlan = nil
        guard let site = location.site else { return }
        if location.kind.isSellable {
            let shelf = location.location
            let place = shelves[site]?.firstIndex { $0 > shelf } ?? shelves[site]?.count ?? 0
            shelves[site, default: []].insert(shelf, at: place)
        }
        if location.kind == .quarantine {
            quarantines[site] = min(quarantines[site] ?? location.location, location.location)
        }
    }

    mutating func set(_ channel: ChannelDefinition) {
        channels[channel.channel] = channel
        plans[channel.channel] = nil
        lastPlan = nil
    }

    /// The stock locations of a site, by id.
    func stockLocations(of site: SiteID) -> [LocationID] { shelves[site] ?? [] }

    /// Where a site keeps units that somebody has to look at; of several places the first.
    func quarantine(of site: SiteID) -> LocationID? { quarantines[site] }

    func site(of location: LocationID) -> SiteID? { locations[location]?.site }

    /// Nil when there is no such channel.
    mutating func plan(of channel: ChannelID) -> ChannelPlan? {
        if let lastPlan, lastPlan.channel == channel { return lastPlan }
        lastPlan = plans[channel] ?? makePlan(of: channel)
        return lastPlan
    }

    private mutating func makePlan(of channel: ChannelID) -> ChannelPlan? {
        guard let definition = channels[channel] else { return nil }
        let plan = ChannelPlan(definition, stock: shelves)
        plans[channel] = plan
        return plan
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
