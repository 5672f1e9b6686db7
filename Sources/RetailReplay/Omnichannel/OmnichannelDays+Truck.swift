import StockAPI
import StockModel

/// What people wait for comes with the truck.
extension OmnichannelDays {
    /// What people wait for, as far as the truck has room, those that have waited longest first; to the store where it is
    /// waited for, else to the best-ranked one.
    mutating func unloadTruck(of day: Int64) async throws(ReplayFailure) {
        var queue: [(promised: SequenceNumber, sku: SKU, store: UInt32, units: Quantity)] = []
        for sku in wanted.sorted() {
            let waiting = try await waiting(for: sku)
            if waiting.isEmpty { wanted.remove(sku) }
            for reservation in waiting {
                for allocation in reservation.allocations where allocation.sku == sku {
                    let units = allocation.backordered + allocation.short
                    let store = allocation.staysAtSite ? allocation.location.rawValue : plan.stores[0]
                    if units > 0 { queue.append((reservation.sequence, sku, store, units)) }
                }
            }
        }
        queue.sort { ($0.promised, $0.sku, $0.store) < ($1.promised, $1.sku, $1.store) }
        var room = OmnichannelPlan.truckUnits
        var load: [MoveLine] = []
        for entry in queue where room > 0 {
            let units = min(room, entry.units)
            room -= units
            let to = LocationID(rawValue: entry.store)
            if let index = load.firstIndex(where: { $0.sku == entry.sku && $0.to == to }) {
                load[index].quantity += units
            } else {
                // What the web shop leaves on the shelf comes along.
                load.append(
                    MoveLine(
                        entry.sku, quantity: units + plan.webBuffer(at: entry.store), from: RetailNumbers.supplier,
                        to: to))
            }
        }
        for lines in load.chunked(CommandLimits.moveLinesMax) {
            let truck = Move(
                .receive, lines: Array(lines), context: MovementContext(document: DocumentKey("truck/\(day)")),
                servesBackorders: true)
            let answer = try await store.demand(.move(truck), for: "the truck of day \(day)")
            guard case .moved(let effects) = answer.outcome else { continue }
            for served in effects.served { noteServed(served.reservation) }
        }
    }

    /// What was missing is there: it is picked, or whoever waits for it at the store comes once more.
    private mutating func noteServed(_ id: ReservationID) {
        guard let basket = orders[id]?.basket, OmnichannelPlan.way(of: basket) == .pickup else { return markReady(id) }
        if !OmnichannelPlan.isForgotten(basket) { fetched.append(id) }
    }

    mutating func markReady(_ id: ReservationID) {
        if isReady.insert(id).inserted { ready.append(id) }
    }

    private func waiting(for sku: SKU) async throws(ReplayFailure) -> [Reservation] {
        var all: [Reservation] = []
        do throws(StockFailure) {
            while true {
                let page = try await store.stock.waiting(
                    for: sku, after: all.last.map(WaitingPosition.init(of:)), limit: Scan.limitMax)
                all += page
                if page.count < Scan.limitMax { return all }
            }
        } catch { throw ReplayFailure.stock(error) }
    }
}
