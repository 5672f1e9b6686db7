import StockAPI
import StockModel

/// Every basket asks for what it is: a web order, an order for pickup, one of the marketplace, or a sale.
extension OmnichannelDays {
    mutating func perform(_ baskets: [Basket]) async throws(ReplayFailure) {
        guard let first = baskets.first else { return }
        moveTime(Instant(millisecondsSinceEpoch: first.occurredAtMilliseconds))
        var asked: [(basket: Basket, id: ReservationID, operation: Operation)] = []
        for whole in baskets {
            let isOffline =
                whole.store == plan.offlineStore
                && OmnichannelPlan.day(of: whole.occurredAtMilliseconds) == plan.offlineDay
            if isOffline, OmnichannelPlan.way(of: whole) == .till {
                offline.append(whole)
                continue
            }
            for (part, basket) in commands.parts(of: whole).enumerated() {
                let id = commands.reservation(of: basket, part: part)
                asked.append((basket, id, operation(basket, id)))
            }
        }
        let answers = try await store.submit(asked.map { store.settings.command($0.operation) })
        var again: [(basket: Basket, id: ReservationID, operation: Operation)] = []
        for (entry, answer) in zip(asked, answers) {
            if let other = take(answer, of: entry.basket, entry.id) { again.append((entry.basket, entry.id, other)) }
        }
        let others = try await store.submit(again.map { store.settings.command($0.operation) })
        for (entry, answer) in zip(again, others) {
            guard take(answer, of: entry.basket, entry.id) != nil else { continue }
            // Asked twice and refused twice: somebody else was faster.
            noteRefused(entry.basket)
        }
    }

    private func operation(_ basket: Basket, _ id: ReservationID) -> Operation {
        switch OmnichannelPlan.way(of: basket) {
        case .web:
            let moment = Instant(millisecondsSinceEpoch: basket.occurredAtMilliseconds)
            return commands.web(
                basket, as: id, withKits: plan.promotion.contains(moment) && commands.hasKit(basket))
        case .pickup: return commands.pickup(basket, as: id)
        case .marketplace: return commands.marketplace(basket, as: id)
        case .till: return commands.sale(basket, lines: basket.lines, as: id)
        }
    }

    /// Notes what became of a basket; returns what is asked instead, where there is something else to ask.
    private mutating func take(_ answer: Answer, of basket: Basket, _ id: ReservationID) -> Operation? {
        switch (OmnichannelPlan.way(of: basket), answer.outcome) {
        case (.till, .sold(let sold)):
            figures.tillUnits += sold.allocations.map(\.quantity).reduce(0, +)
        case (.till, .refused(.insufficientStock(let short))):
            // What is there is sold; the rest of the receipt is not.
            let missing = Set(short.map(\.sku.rawValue))
            let left = basket.lines.filter { !missing.contains($0.product) }
            figures.tillUnitsRefused += basket.units - left.map(\.quantity).reduce(0, +)
            return left.isEmpty || left.count == basket.lines.count ? nil : commands.sale(basket, lines: left, as: id)
        case (.web, .refused(.capExceeded)):
            figures.kits.beyondCap += 1
            return commands.web(basket, as: id, withKits: false)
        case (.marketplace, .refused(.capExceeded)): figures.marketplace.refusedByCap += 1
        case (let way, .transacted(let outcomes)):
            guard case .reserved(let granted) = outcomes.first else { return nil }
            accept(granted, of: basket, id, way)
        default: noteRefused(basket)
        }
        return nil
    }

    private mutating func noteRefused(_ basket: Basket) {
        switch OmnichannelPlan.way(of: basket) {
        case .web: figures.web.refused += 1
        case .pickup: figures.pickup.refused += 1
        case .marketplace: figures.marketplace.refusedShort += 1
        case .till: figures.tillUnitsRefused += basket.units
        }
    }

    private mutating func accept(
        _ granted: ReservationPlan, of basket: Basket, _ id: ReservationID, _ way: OmnichannelPlan.Way
    ) {
        let there = granted.allocations.filter { !$0.isBackordered }
        let waiting = granted.allocations.filter(\.isBackordered)
        var order = OmnichannelOrder(id: id, basket: basket)
        order.backordered = waiting.map(\.quantity).reduce(0, +)
        orders[id] = order
        switch way {
        case .web:
            figures.web.orders += 1
            figures.web.unitsPromised += there.map(\.quantity).reduce(0, +)
            figures.backorders.units += order.backordered
            let sites = Set(there.map(\.location)).count
            if sites == 0 { figures.web.waitingWhole += 1 } else { figures.web.bySplits[min(sites, 4) - 1] += 1 }
            if sites > 0 { markReady(id) }
            if !waiting.isEmpty { wanted.formUnion(basket.lines.map { SKU(rawValue: $0.product) }) }
        case .pickup:
            figures.pickup.orders += 1
            if !OmnichannelPlan.isForgotten(basket) { fetched.append(id) }
        case .marketplace:
            figures.marketplace.orders += 1
            markReady(id)
        case .till: break
        }
    }
}
