import StockAPI
import StockModel

/// What `explain` shows: an answer of the stock with its reasons, and the promises behind them.
struct Explanation: Encodable {
    var sku: UInt64
    var code: String
    var isActive: Bool
    var channel: UInt32
    var channelCode: String
    var availableToSell: Int64
    var caps: [CapPart]
    var sites: [SitePart]
    var promises: [PromisePart]
    /// There are more promises than are shown.
    var hasMorePromises: Bool
    /// Orders that wait for the SKU, in order of promise, through whatever channel.
    var waiting: [WaitingPart]
    /// More orders wait than are shown.
    var hasMoreWaiting: Bool

    enum CodingKeys: String, CodingKey {
        case sku, code, channel, caps, sites, promises, waiting
        case isActive = "active"
        case channelCode = "channel_code"
        case availableToSell = "available_to_sell"
        case hasMorePromises = "more_promises"
        case hasMoreWaiting = "more_waiting"
    }

    struct CapPart: Encodable {
        var sku: UInt64
        var cap: Int64
        var used: Int64
        var left: Int64
    }

    struct SitePart: Encodable {
        var rank: Int
        var site: UInt32
        var code: String
        var onHand: Int64
        var held: Int64
        var committed: Int64
        var buffer: Int64
        var earmarked: Int64
        var free: Int64
        var limitingComponent: UInt64?

        enum CodingKeys: String, CodingKey {
            case rank, site, code, held, committed, buffer, earmarked, free
            case onHand = "on_hand"
            case limitingComponent = "limiting_component"
        }
    }

    struct PromisePart: Encodable {
        var reservation: String
        var owner: String?
        var channel: UInt32
        var location: UInt32
        var site: UInt32
        var held: Int64
        var committed: Int64
        /// Of a hold.
        var deadline: String?
    }

    struct WaitingPart: Encodable {
        var reservation: String
        var owner: String?
        var channel: UInt32
        /// Units that were not there when they were ordered.
        var backordered: Int64
        /// Units that a fact has taken away.
        var short: Int64
    }
}

extension Explanation {
    static func make(
        of sku: SKUDefinition, for channel: ChannelDefinition, promisesMax: Int, from stock: any StockService
    ) async throws(StockFailure) -> Explanation {
        let answers = try await stock.availability(
            of: [ChannelSKU(sku.sku, channel.channel)], withReasons: true)
        let answer = answers[0]
        var codes: [SiteID: String] = [:]
        for site in try await stock.sites() { codes[site.site] = site.code }
        let (promises, hasMore) = try await promises(of: sku.sku, at: channel, max: promisesMax, from: stock)
        let (waiting, hasMoreWaiting) = try await waiting(for: sku.sku, max: promisesMax, from: stock)
        return Explanation(
            sku: sku.sku.rawValue, code: sku.code, isActive: sku.isActive, channel: channel.channel.rawValue,
            channelCode: channel.code, availableToSell: answer.availableToSell,
            caps: answer.caps.map { CapPart(sku: $0.sku.rawValue, cap: $0.cap, used: $0.used, left: $0.left) },
            sites: (answer.reasons ?? []).enumerated().map { index, reason in
                SitePart(
                    rank: index + 1, site: reason.site.rawValue, code: codes[reason.site] ?? "", onHand: reason.onHand,
                    held: reason.held, committed: reason.committed, buffer: reason.buffer,
                    earmarked: reason.earmarked, free: reason.free,
                    limitingComponent: reason.limitingComponent?.rawValue)
            },
            promises: promises, hasMorePromises: hasMore, waiting: waiting, hasMoreWaiting: hasMoreWaiting)
    }

    private static func waiting(
        for sku: SKU, max: Int, from stock: any StockService
    ) async throws(StockFailure) -> (parts: [WaitingPart], hasMore: Bool) {
        var parts: [WaitingPart] = []
        var last: WaitingPosition?
        while true {
            let page = try await stock.waiting(for: sku, after: last, limit: Scan.limitMax)
            for reservation in page {
                guard parts.count < max else { return (parts, true) }
                parts.append(WaitingPart(reservation, sku))
            }
            guard page.count == Scan.limitMax, let end = page.last else { return (parts, false) }
            last = WaitingPosition(of: end)
        }
    }

    /// Units of the SKU that are held or committed at the channel's sites, through whatever channel.
    private static func promises(
        of sku: SKU, at channel: ChannelDefinition, max: Int, from stock: any StockService
    ) async throws(StockFailure) -> (parts: [PromisePart], hasMore: Bool) {
        let eligible = Set(channel.sites.map(\.site))
        var siteOf: [LocationID: SiteID] = [:]
        for location in try await stock.locations() where location.kind.isSellable {
            siteOf[location.location] = location.site
        }
        var parts: [PromisePart] = []
        var last: ReservationID?
        while true {
            let page = try await stock.promises(of: sku, after: last, limit: Scan.limitMax)
            for reservation in page {
                for allocation in reservation.allocations
                where allocation.sku == sku && allocation.held + allocation.committed > 0 {
                    guard let site = siteOf[allocation.location], eligible.contains(site) else { continue }
                    guard parts.count < max else { return (parts, true) }
                    parts.append(PromisePart(reservation, allocation, at: site))
                }
            }
            guard page.count == Scan.limitMax, let end = page.last else { return (parts, false) }
            last = end.reservation
        }
    }
}

extension Explanation.WaitingPart {
    fileprivate init(_ reservation: Reservation, _ sku: SKU) {
        self.reservation = reservation.reservation.text
        owner = reservation.owner == .nobody ? nil : Identifier.text(reservation.owner.rawValue)
        channel = reservation.channel.rawValue
        let own = reservation.allocations.filter { $0.sku == sku }
        backordered = own.map(\.backordered).reduce(0, +)
        short = own.map(\.short).reduce(0, +)
    }
}

extension Explanation.PromisePart {
    fileprivate init(_ reservation: Reservation, _ allocation: Reservation.Allocation, at site: SiteID) {
        self.reservation = reservation.reservation.text
        owner = reservation.owner == .nobody ? nil : Identifier.text(reservation.owner.rawValue)
        channel = reservation.channel.rawValue
        location = allocation.location.rawValue
        self.site = site.rawValue
        held = allocation.held
        committed = allocation.committed
        deadline = allocation.held > 0 ? reservation.deadline.text : nil
    }
}
