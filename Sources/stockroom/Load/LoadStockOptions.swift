import ArgumentParser
import StockAPI
import StockLoad

/// What requests are about.
struct LoadStockOptions: ParsableArguments {
    @Option(help: ArgumentHelp("SKUs of the store, the most popular ones first: 100-199,4711.", valueName: "numbers"))
    var skus: NumberRanges?
    @Option(help: ArgumentHelp("Channels of the store that promise them: 1,2.", valueName: "numbers"))
    var channels: NumberRanges?
    @Option(help: "SKUs to make.") var skusMade = 1_000
    @Option(help: "Sites to make, each with one shelf.") var sitesMade = 4
    @Option(help: "Channels to make.") var channelsMade = 1
    @Option(help: "Units of each SKU at each site, to begin with.") var stock: Int64 = 1_000_000
    @Option(help: "Units of each SKU that each channel may promise, at most (default: as many as there are).")
    var cap: Int64?
    @Option(help: "A limited drop: so many units of one SKU at one site, and everybody wants one.") var drop: Int64?

    func validate() throws {
        if (skus == nil) != (channels == nil) {
            throw ValidationError("Name both --skus and --channels, or neither.")
        }
        guard (1...1_000_000).contains(skusMade) else { throw ValidationError("--skus-made is 1 to 1,000,000.") }
        guard (1...64).contains(sitesMade) else { throw ValidationError("--sites-made is 1 to 64.") }
        guard (1...64).contains(channelsMade) else { throw ValidationError("--channels-made is 1 to 64.") }
        guard channels.map({ $0.count <= 64 && $0.ranges.allSatisfy { $0.upperBound <= UInt32.max } }) ?? true else {
            throw ValidationError("--channels names at most 64 channels.")
        }
        guard (0...1_000_000_000_000).contains(stock), (cap ?? 0) >= 0, (cap ?? 0) <= 1_000_000_000_000,
            drop.map({ (1...1_000_000_000_000).contains($0) }) ?? true
        else { throw ValidationError("Units are 0 to 1,000,000,000,000; of a drop at least 1.") }
        if skus != nil, cap != nil { throw ValidationError("--cap is for channels that are made: leave out --skus.") }
    }

    /// Finds or makes it.
    func ready(_ session: StockSession, progress: @escaping @Sendable (Int, Int) -> Void) async throws -> LoadStock {
        if let skus, let channels {
            let numbers = (0..<channels.count).map { UInt32(clamping: channels.number(at: $0)) }
            return try await ExistingStock.find(skus: skus, channels: numbers, in: session.stock)
        }
        let made = PreparedStock(
            skus: drop == nil ? skusMade : 1, sites: drop == nil ? sitesMade : 1, channels: channelsMade,
            unitsPerSite: drop ?? stock, cap: cap)
        let count = made.skus
        try await made.prepare(session) { progress($0, count) }
        guard let stock = made.stock else { throw CommandFailure(.differs, "a rehearsal needs at least one SKU") }
        return stock
    }
}
