import StockBytes
import StockModel

/// Sites, locations and channels: few, and asked for by every command, so all of them are in memory.
struct MasterData {
    private(set) var sites: [SiteID: SiteDefinition] = [:]
    private(set) var locations: [LocationID: LocationDefinition] = [:]
    private(set) var channels: [ChannelID: ChannelDefinition] = [:]
    /// Per channel, where it may promise from.
    private var plans: [ChannelID: ChannelPlan] = [:]

    mutating func set(_ site: SiteDefinition) { sites[site.site] = site }

    mutating func set(_ location: LocationDefinition) {
        let isNew = locations.updateValue(location, forKey: location.location) == nil
        // The kind and site of a location never change, so only a new one touches the plans.
        if isNew { plans.removeAll() }
    }

    mutating func set(_ channel: ChannelDefinition) {
        channels[channel.channel] = channel
        plans[channel.channel] = nil
    }

    func site(of location: LocationID) -> SiteID? { locations[location]?.site }

    /// Nil when there is no such channel.
    mutating func plan(of channel: ChannelID) -> ChannelPlan? {
        if let plan = plans[channel] { return plan }
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
final class ChannelPlan: Sendable {
    let definition: ChannelDefinition
    let sites: [SitePlan]
    let eligible: Set<LocationID>

    struct SitePlan: Sendable {
        let site: SiteID
        let locations: [LocationID]
    }

    init(_ definition: ChannelDefinition, stock: [SiteID: [LocationID]]) {
        self.definition = definition
        sites = definition.sites.map { SitePlan(site: $0, locations: stock[$0] ?? []) }
        eligible = Set(sites.flatMap(\.locations))
    }
}
