import StockAPI
import StockModel

extension OmnichannelDays {
    /// Looks every order up that waited or lost units, and reads the feed.
    mutating func finish() async throws(ReplayFailure) -> OmnichannelFigures {
        try await closePromotion()
        var shortLeft: Quantity = 0
        for order in orders.values where order.backordered > 0 || displaced.contains(order.id) {
            guard let found = try await store.reservation(order.id) else { continue }
            let waiting = found.allocations.map(\.backordered).reduce(0, +)
            figures.backorders.waiting += waiting
            shortLeft += found.allocations.map(\.short).reduce(0, +)
            if found.allocations.contains(where: { $0.backordered + $0.short > 0 }) {
                figures.backorders.ordersWaiting += 1
            }
        }
        figures.pickup.collected = collected.count
        figures.backorders.served = figures.backorders.units - figures.backorders.waiting
        figures.offline.shortServed = figures.offline.short - shortLeft
        try await store.eachDocument(under: "engine/recount/") { _ in figures.offline.recounts += 1 }
        try await store.eachMovement { movement in
            if movement.from == RetailNumbers.loss { figures.offline.unitsFound += movement.quantity }
        }
        try await readCrossings()
        return figures
    }

    private mutating func readCrossings() async throws(ReplayFailure) {
        do throws(StockFailure) {
            var position = FeedPosition(incarnation: 0, sequence: 0)
            while case .events(let events, let next) = try await store.stock.feed(
                after: position, limit: Scan.limitMax), !events.isEmpty
            {
                for case .crossed(let crossing) in events.flatMap(\.changes) {
                    switch (crossing.before, crossing.after) {
                    case (_, .out): figures.ranOut += 1
                    case (.ample, .low): figures.ranLow += 1
                    case (.out, _): figures.cameBack += 1
                    default: break
                    }
                }
                position = next
            }
        } catch { throw ReplayFailure.stock(error) }
    }
}
