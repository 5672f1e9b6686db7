public import StockAPI
import StockModel

/// SKUs and channels that are in the store already: what a promotion will really be about.
public enum ExistingStock {
    /// What a scenario says of them: their channels' sellable places, a customer, a supplier.
    ///
    /// - Parameters:
    ///   - skus: the SKUs, the most popular ones first.
    ///   - channels: numbers of channels.
    ///   - stock: where they are.
    /// - Returns: them, with their places.
    /// - Throws: what the stock throws; `LoadFailure` where one of them is not there.
    public static func find(
        skus: NumberRanges, channels: [UInt32], in stock: any StockService
    ) async throws -> LoadStock {
        let defined = try await stock.channels()
        var sites: Set<SiteID> = []
        for number in channels {
            guard let channel = defined.first(where: { $0.channel.rawValue == number }) else {
                throw LoadFailure("there is no channel \(number): define it, or choose others with --channels")
            }
            sites.formUnion(channel.sites.map(\.site))
        }
        for start in stride(from: 0, to: skus.count, by: 1_000) {
            let numbers = (start..<min(start + 1_000, skus.count)).map { skus.number(at: $0) }
            let missing = try await Each(numbers).map { number in
                try await stock.definition(of: SKU(rawValue: number)) == nil ? number : nil
            }
            if let number = missing.compactMap({ $0 }).min() {
                throw LoadFailure("there is no SKU \(number): define it, or choose others with --skus")
            }
        }
        let locations = try await stock.locations()
        return LoadStock(
            skus: skus, channels: channels,
            locations: locations.filter { $0.kind.isSellable && ($0.site.map(sites.contains) ?? false) }
                .map(\.location.rawValue),
            customer: locations.first { $0.kind == .customer }?.location.rawValue,
            supplier: locations.first { $0.kind == .supplier }?.location.rawValue)
    }
}

extension LoadScenario {
    /// What of the scenario cannot be done with its stock; nil: all can.
    public var impossible: String? {
        let sells = mix.weights[.sell] != nil
        let receives = mix.weights[.receive] != nil
        if sells, stock.customer == nil {
            return "the mix sells, and the store has no location of kind customer: define one, or leave out sell"
        }
        if receives, stock.supplier == nil {
            return "the mix receives, and the store has no location of kind supplier: define one, or leave out receive"
        }
        if sells || receives, stock.locations.isEmpty {
            return "the sites of these channels have no location of kind stock: define one"
        }
        return nil
    }
}
