import StockModel

/// Which channels promise the stock of which store: one for pickup orders and one for tills, per 1,024 stores.
struct StoreChannels {
    private var groups: [[SiteID]] = []
    private var groupOf: [SiteID: Int] = [:]

    /// Stores keep the place they have in `existing` channels; new ones go behind them, in order of their numbers.
    init(existing: [ChannelDefinition], stores: some Sequence<UInt32>) {
        let byNumber = Dictionary(existing.map { ($0.channel, $0) }) { first, _ in first }
        while let channel = byNumber[Self.till(groups.count)], channel.code == Self.code("till", groups.count) {
            for entry in channel.sites { groupOf[entry.site] = groups.count }
            groups.append(channel.sites.map(\.site))
        }
        for store in Set(stores).sorted() where groupOf[SiteID(rawValue: store)] == nil {
            let group = groups.firstIndex { $0.count < CommandLimits.channelSitesMax } ?? groups.count
            if group == groups.count { groups.append([]) }
            groups[group].append(SiteID(rawValue: store))
            groupOf[SiteID(rawValue: store)] = group
        }
    }

    func pickup(at store: UInt32) -> ChannelID { Self.pickup(groupOf[SiteID(rawValue: store)] ?? 0) }

    /// Nil when no channel promises the store's stock.
    func pickupChannel(of store: UInt32) -> ChannelID? { groupOf[SiteID(rawValue: store)].map(Self.pickup) }

    func till(at store: UInt32) -> ChannelID { Self.till(groupOf[SiteID(rawValue: store)] ?? 0) }

    var definitions: [ChannelDefinition] {
        groups.enumerated().flatMap { group, sites in
            [
                ChannelDefinition(Self.pickup(group), code: Self.code("pickup", group), sites: sites),
                ChannelDefinition(Self.till(group), code: Self.code("till", group), sites: sites),
            ]
        }
    }

    private static func pickup(_ group: Int) -> ChannelID { ChannelID(rawValue: UInt32(10 * group + 1)) }
    private static func till(_ group: Int) -> ChannelID { ChannelID(rawValue: UInt32(10 * group + 2)) }
    private static func code(_ name: String, _ group: Int) -> String { group == 0 ? name : "\(name)-\(group + 1)" }
}
