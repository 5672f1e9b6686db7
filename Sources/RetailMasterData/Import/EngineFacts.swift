import RetailDocuments
import StockAPI
import StockModel

/// What the engine has defined, as far as rows are checked against it.
struct EngineFacts {
    private(set) var sites: [UInt32: SiteDefinition] = [:]
    private(set) var locations: [UInt32: LocationDefinition] = [:]
    private(set) var channels: [UInt32: ChannelDefinition] = [:]

    init() {}

    init(_ workplace: Workplace) async throws(WorkflowFailure) {
        let sites = try await workplace.ask { stock throws(StockFailure) in try await stock.sites() }
        let locations = try await workplace.ask { stock throws(StockFailure) in try await stock.locations() }
        let channels = try await workplace.ask { stock throws(StockFailure) in try await stock.channels() }
        for site in sites { self.sites[site.site.rawValue] = site }
        for location in locations { self.locations[location.location.rawValue] = location }
        for channel in channels { self.channels[channel.channel.rawValue] = channel }
    }
}
