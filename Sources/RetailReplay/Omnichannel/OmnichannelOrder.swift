import StockModel

/// An order that is not shipped yet, or waits for something.
struct OmnichannelOrder {
    let id: ReservationID
    let basket: Basket
    /// Units that were not there when it was placed.
    var backordered: Quantity = 0
}

/// A basket as what is asked of the store.
struct OmnichannelCommands {
    let plan: OmnichannelPlan

    /// A basket as orders: on the marketplace each line is one, elsewhere longer baskets are cut into a hundred lines each.
    func parts(of basket: Basket) -> [Basket] {
        let linesMax = OmnichannelPlan.way(of: basket) == .marketplace ? 1 : CommandLimits.linesMax
        guard basket.lines.count > linesMax else { return [basket] }
        return basket.lines.chunked(linesMax).map { lines in
            Basket(
                id: basket.id, store: basket.store, household: basket.household,
                occurredAtMilliseconds: basket.occurredAtMilliseconds, lines: Array(lines))
        }
    }

    func reservation(of basket: Basket, part: Int) -> ReservationID {
        StableID.reservation(of: BasketPaper.key(of: basket.id), at: basket.occurredAtMilliseconds, part: part)
    }

    /// From as many stores as may be, by rank, and paid at once; what is not there waits.
    func web(_ basket: Basket, as id: ReservationID, withKits: Bool) -> Operation {
        order(
            basket, as: id,
            Reserve(
                id, channel: OmnichannelReplay.web, owner: owner(of: basket),
                lines: withKits ? linesWithKits(basket) : lines(basket), mode: .backorder,
                sourcing: .byRank(splitsMax: OmnichannelPlan.splitsMax)))
    }

    /// All of it from two stores at most, or nothing.
    func marketplace(_ basket: Basket, as id: ReservationID) -> Operation {
        order(
            basket, as: id,
            Reserve(
                id, channel: OmnichannelReplay.marketplace, owner: owner(of: basket), lines: lines(basket),
                sourcing: .wholeOrderFirst(splitsMax: 1)))
    }

    /// All of it at the store that the customer has chosen, and a paper that says until when it lies there.
    func pickup(_ basket: Basket, as id: ReservationID) -> Operation {
        let reserve = Reserve(
            id, channel: OmnichannelReplay.pickup, owner: owner(of: basket), lines: lines(basket),
            sourcing: .site(SiteID(rawValue: basket.store)))
        let until = OmnichannelPlan.instant(
            OmnichannelPlan.day(of: basket.occurredAtMilliseconds) + PickupPaper.days, hour: 6)
        return order(basket, as: id, reserve, [.putDocument(PickupPaper.write(id, collectBy: until))])
    }

    private func order(
        _ basket: Basket, as id: ReservationID, _ reserve: Reserve, _ papers: [Operation] = []
    ) -> Operation {
        .transaction(Transaction(operations: [.reserve(reserve), .commit(Commit(id))] + papers))
    }

    /// What a till has sold: asked for, or with `fact` gone already.
    func sale(_ basket: Basket, lines: [TillLine], as id: ReservationID, fact: Fact? = nil) -> Operation {
        .sell(
            Sell(
                id, channel: OmnichannelReplay.tills, owner: owner(of: basket),
                lines: lines.map { line in
                    SellLine(
                        SKU(rawValue: line.product), quantity: line.quantity, at: LocationID(rawValue: basket.store))
                },
                to: RetailNumbers.customer,
                context: MovementContext(
                    occurredAt: Instant(millisecondsSinceEpoch: basket.occurredAtMilliseconds),
                    document: BasketPaper.key(of: basket.id), fulfilmentMethod: RetailNumbers.carriedOut),
                fact: fact))
    }

    private func lines(_ basket: Basket) -> [ReserveLine] {
        basket.lines.map { ReserveLine(SKU(rawValue: $0.product), quantity: $0.quantity) }
    }

    /// Both products of a pair are ordered as the kit that they are in the promotion.
    private func linesWithKits(_ basket: Basket) -> [ReserveLine] {
        var left: [UInt64: Quantity] = [:]
        for line in basket.lines { left[line.product, default: 0] += line.quantity }
        var lines: [ReserveLine] = []
        for (kit, pair) in plan.kits {
            let units = min(left[pair.first] ?? 0, left[pair.second] ?? 0)
            guard units > 0 else { continue }
            lines.append(ReserveLine(kit, quantity: units))
            left[pair.first, default: 0] -= units
            left[pair.second, default: 0] -= units
        }
        return lines
            + left.filter { $0.value > 0 }.sorted { $0.key < $1.key }
            .map { ReserveLine(SKU(rawValue: $0.key), quantity: $0.value) }
    }

    /// Whether a basket has a pair of the promotion in it.
    func hasKit(_ basket: Basket) -> Bool {
        let products = Set(basket.lines.map(\.product))
        return plan.kits.contains { products.contains($0.pair.first) && products.contains($0.pair.second) }
    }

    private func owner(of basket: Basket) -> OwnerID { OwnerID(rawValue: UInt128(basket.household)) }
}

/// An order that lies ready at a store: due when the time to fetch it is over.
enum PickupPaper {
    static let type = PaperType.pickupOrder.rawValue
    static let days: Int64 = 4
    static let prefix = "pickup/"

    static func key(_ id: ReservationID) -> DocumentKey {
        DocumentKey(prefix + id.rawValue.hexadecimalDigits)
    }

    static func reservation(_ document: Document) -> ReservationID? {
        UInt128(document.key.description.dropFirst(prefix.count), radix: 16).map(ReservationID.init(rawValue:))
    }

    static func write(_ id: ReservationID, collectBy moment: Instant) -> DocumentWrite {
        DocumentWrite(key(id), type: type, body: [], terms: [.due(at: moment), "pickup/ready"])
    }
}
