import StockAPI
import StockModel

/// What became of a promotion, read back from the store.
struct SpikeResult: Codable {
    /// Σ available to sell of all SKUs when it began.
    var stock: Int64
    /// What the store could grant at most: per SKU no more than its stock, and no more than was asked for.
    var grantable: Int64
    /// Requests that the store has answered.
    var buyers: UInt64
    /// Reservations that stand in the store.
    var granted: Int64
    /// Requests that the store has refused.
    var refused: UInt64
    /// Of those, how many heard INSUFFICIENT_STOCK; anything else is a fault.
    var toldInsufficientStock: Int
    var seconds: Double
    var answersPerSecond: Double
    /// Of granted reservations, in microseconds: from the call until the answer that survives a power cut.
    var durableLatency: Latency
    /// Of refusals, in microseconds.
    var refusalLatency: Latency

    enum CodingKeys: String, CodingKey {
        case stock, grantable, buyers, granted, refused, seconds
        case toldInsufficientStock = "told_insufficient_stock"
        case answersPerSecond = "answers_per_second"
        case durableLatency = "durable_latency_microseconds"
        case refusalLatency = "refusal_latency_microseconds"
    }

    /// Runs the promotion, whose stock is prepared, and reads back what became of it.
    static func running(_ spike: Spike, progress: ProgressLine) async throws -> SpikeResult {
        let promotion = spike.promotion
        let available = try await promotion.available(in: spike.stock, channel: spike.channel)
        let before = try await spike.stock.statistics()
        let began = ContinuousClock.now
        let told = try await spike.run(progress: { done in
            progress.show("promotion: buyers", done, of: promotion.buyers)
        })
        let time = began.duration(to: .now)
        progress.show("promotion: buyers", promotion.buyers, of: promotion.buyers)
        let after = try await spike.stock.statistics()
        let refused = after.commandsRefused - before.commandsRefused
        let accepted = after.commandsAccepted - before.commandsAccepted
        return SpikeResult(
            stock: available.values.reduce(0, +), grantable: promotion.grantable(of: available),
            buyers: accepted + refused, granted: try await promotion.held(in: spike.stock), refused: refused,
            toldInsufficientStock: told.short, seconds: time.seconds,
            answersPerSecond: (Double(promotion.buyers) / max(0.001, time.seconds)).rounded(),
            durableLatency: Latency(of: told.microsecondsGranted), refusalLatency: Latency(of: told.microsecondsShort))
    }

    /// What is wrong with it; empty when exactly the stock was granted and everybody else was told.
    func problems(of promotion: Promotion) -> [String] {
        var problems: [String] = []
        if granted != grantable {
            problems.append("\(granted) reservations were granted of \(grantable) that could be")
        }
        if buyers != UInt64(promotion.buyers) {
            problems.append("\(buyers) of \(promotion.buyers) buyers were answered")
        }
        if UInt64(toldInsufficientStock) != refused {
            problems.append("\(toldInsufficientStock) of \(refused) refused buyers were told INSUFFICIENT_STOCK")
        }
        return problems
    }
}

extension Promotion {
    func grantable(of available: [SKU: Quantity]) -> Quantity {
        let crowd = Crowd(seed: seed, skus: skus.count)
        var wanted: [Int: Quantity] = [:]
        for buyer in 0..<buyers { wanted[crowd.choice(ofBuyer: buyer), default: 0] += 1 }
        return skus.enumerated().reduce(0) { sum, entry in
            sum + min(wanted[entry.offset] ?? 0, available[SKU(rawValue: entry.element)] ?? 0)
        }
    }

    /// Units that stand under this promotion's live reservations.
    func held(in stock: any StockService) async throws -> Quantity {
        var units: Quantity = 0
        var last: HoldPosition?
        while true {
            let page = try await stock.holds(at: SiteID(rawValue: store), after: last, limit: Scan.limitMax)
            for hold in page where isOwner(hold.owner) { units += hold.allocations.reduce(0) { $0 + $1.held } }
            guard let end = page.last else { return units }
            last = HoldPosition(of: end)
        }
    }
}
