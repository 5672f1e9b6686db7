@testable import StockSimulation
import StockAPI
import StockModel

/// Everything that can be seen of a small store, to be compared with a later look at it.
struct Fingerprint: Equatable {
    let sequence: SequenceNumber
    private let skus: [SKUDefinition?]
    private let sites: [SiteDefinition]
    private let locations: [LocationDefinition]
    private let channels: [ChannelDefinition]
    private let levels: [Level]
    private let reservations: [Reservation?]
    private let movements: [Movement]
    private let documents: [Document]
    private let terms: [TermMatch]
    private let feed: FeedPage

    /// All that the shop answers, of reservations 1 to 9 where no others are named.
    init(of shop: Shop, reservations ids: [ReservationID] = (1...9).map { ReservationID(rawValue: $0) })
        async throws(StockFailure)
    {
        let stock = shop.stock
        var skus: [SKUDefinition?] = []
        var levels: [Level] = []
        for sku in CornerShops.skus + [CornerShops.discontinued, 70] {
            skus.append(try await stock.definition(of: sku))
            levels += try await stock.levels(of: sku)
        }
        var reservations: [Reservation?] = []
        for id in ids { reservations.append(try await stock.reservation(id)) }
        self.skus = skus
        self.levels = levels
        self.reservations = reservations
        sites = try await stock.sites().sorted { $0.site < $1.site }
        locations = try await stock.locations().sorted { $0.location < $1.location }
        channels = try await stock.channels().sorted { $0.channel < $1.channel }
        movements = try await stock.movements(after: .none, limit: 1_000)
        documents = try await stock.documents(Scan(limit: 1_000)).elements
        terms = try await stock.documents(byTerm: Scan(limit: 1_000)).elements
        let statistics = try await stock.statistics()
        sequence = statistics.sequence
        feed = try await stock.feed(
            after: FeedPosition(incarnation: statistics.incarnation, sequence: 0), limit: 1_000)
    }
}
