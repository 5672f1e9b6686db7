import ArgumentParser
import StockAPI
import StockLoad

/// What requests are about.
struct LoadStockOptions: ParsableArguments {
    @Option(help: ArgumentHelp("SKUs of the store, the most popular ones first: 100-199,4711.", valueName: "numbers"))
    var skus: NumberRanges?
    @Option(help: ArgumentHelp("Channels of the store that promise them: 1,2.", valueName: "numbers"))
    var channels: NumberRanges?
    @Option(help: "SKUs to make (default: 1000).") var skusMade: Int?
    @Option(help: "Sites to make, each with one shelf (default: 4).") var sitesMade: Int?
    @Option(help: "Channels to make (default: 1).") var channelsMade: Int?
    @Option(help: "Units of each SKU at each site, to begin with (default: 1000000).") var stock: Int64?
    @Option(help: "Units of each SKU that each channel may promise, at most (default: as many as there are).")
    var cap: Int64?
    @Option(help: "A limited drop: so many units of one SKU at one site, and everybody wants one.") var drop: Int64?

    func validate() throws {
        if (skus == nil) != (channels == nil) {
            throw ValidationError("Name both --skus and --channels, or neither.")
        }
        guard (1...1_000_000).contains(skusMade ?? 1) else {
            throw ValidationError("--skus-made is 1 to 1,000,000.")
        }
        guard (1...64).contains(sitesMade ?? 1) else { throw ValidationError("--sites-made is 1 to 64.") }
        guard (1...64).contains(channelsMade ?? 1) else { throw ValidationError("--channels-made is 1 to 64.") }
        guard channels.map({ $0.count <= 64 && $0.ranges.allSatisfy { $0.upperBound <= UInt32.max } }) ?? true else {
            throw ValidationError("--channels names at most 64 channels.")
        }
        guard (0...1_000_000_000_000).contains(stock ?? 0), (cap ?? 0) >= 0, (cap ?? 0) <= 1_000_000_000_000,
            drop.map({ (1...1_000_000_000_000).contains($0) }) ?? true
        else { throw ValidationError("Units are 0 to 1,000,000,000,000; of a drop at least 1.") }
        if skus != nil, cap != nil || channelsMade != nil || skusMade != nil || sitesMade != nil || stock != nil {
            throw ValidationError(
                "--skus and --channels are taken as they are: leave out --skus-made, --sites-made, --channels-made, --stock and --cap."
            )
        }
    }

    /// SKUs are named, or made in another way than a drop makes its one.
    var isAboutOtherSKUs: Bool { skus != nil || skusMade != nil || sitesMade != nil || stock != nil }

    /// Finds or makes it.
    func ready(_ session: StockSession, progress: @escaping @Sendable (Int, Int) -> Void) async throws -> LoadStock {
        if let skus, let channels {
            let numbers = (0..<channels.count).map { UInt32(clamping: channels.number(at: $0)) }
            return try await ExistingStock.find(skus: skus, channels: numbers, in: session.stock)
        }
        let made = PreparedStock(
            skus: drop == nil ? skusMade ?? 1_000 : 1, sites: drop == nil ? sitesMade ?? 4 : 1,
            channels: channelsMade ?? 1, unitsPerSite: drop ?? stock ?? 1_000_000, cap: cap)
        let count = made.skus
        try await made.prepare(session) { progress($0, count) }
        guard let stock = made.stock else { throw CommandFailure(.differs, "a rehearsal needs at least one SKU") }
        return stock
    }
}
