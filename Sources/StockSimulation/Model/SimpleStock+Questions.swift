import StockModel

extension SimpleStock {
    /// The answer to a question, or nil for those that the model does not answer; a page is all that there is.
    func result(of query: Query) -> QueryResult? {
        switch query {
        case .availability(let pairs, withReasons: true):
            .availability(
                pairs.compactMap { pair in channels[pair.channel].map { availability(of: pair.sku, for: $0) } })
        case .policies(let sku):
            .policies(policies.values.filter { $0.sku == sku }.sorted { $0.channel < $1.channel })
        case .levels(let sku): .levels(levels.filter { $0.sku == sku })
        case .reservation(let id): .reservation(reservation(id))
        case .reservations(let owner, after: nil, _): .reservations(reservations(of: owner))
        case .waiting(let sku, after: nil, _): .reservations(waiting(for: sku))
        case .thresholds(let sku): .thresholds(thresholds(of: sku))
        case .movements(after: .none, _): .movements(movements)
        case .movementsOf(let sku, let location, before: nil, _):
            .movements(movements(of: sku, at: location).reversed())
        case .movementsOn(let document, after: .none, _): .movements(movements(on: document))
        case .book(let sku, let location, let sequence): .quantity(onHand(sku, at: location, asOf: sequence))
        case .document(let key): .document(documents[key])
        case .definition(let sku): .definition(skus[sku])
        case .sites: .sites(sites.values.sorted { $0.site < $1.site })
        case .locations: .locations(locations.values.sorted { $0.location < $1.location })
        case .channels: .channels(channels.values.sorted { $0.channel < $1.channel })
        default: nil
        }
    }

    /// Every question that shows something of this stock, for a look at all of it.
    var questions: [Query] {
        let skus = CornerShops.skus + CornerShops.kits
        let pairs = channels.keys.sorted().flatMap { channel in skus.map { ChannelSKU($0, channel) } }
        let bySKU: [[Query]] = (skus + [CornerShops.discontinued, CornerShops.noSKU, 9]).map { sku in
            [.policies(of: sku), .levels(of: sku), .thresholds(of: sku), .definition(of: sku), waiting(for: sku)]
        }
        let books: [Query] = CornerShops.skus.flatMap { sku in
            [sequence / 2, sequence].map { .book(of: sku, at: CornerShops.townFloor, asOf: $0) }
        }
        let chains: [Query] = CornerShops.skus.map { sku in
            .movementsOf(sku, at: CornerShops.townFloor, before: nil, limit: Self.all)
        }
        return [.availability(pairs, withReasons: true), .sites, .locations, .channels] + bySKU.flatMap { $0 } + books
            + chains + reservations.keys.sorted().map { .reservation($0) }
            + ([1, 2, 3, 9] as [OwnerID]).map { .reservations(of: $0, after: nil, limit: Self.all) }
            + documents.keys.sorted().map { .document($0) } + [.document("nowhere")]
    }

    private func waiting(for sku: SKU) -> Query { .waiting(for: sku, after: nil, limit: Self.all) }

    static let all = 1_000
}
