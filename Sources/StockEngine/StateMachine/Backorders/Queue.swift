import StockAPI
import StockBytes
import StockModel

/// Who waits for units of a SKU, in order of promise.
extension StateMachine where Base: ~Copyable {
    /// Units of the reservation wait: it is found by their SKUs.
    mutating func noteQueued(_ index: Int) {
        let row = active.reservations[index]
        for allocation in row.allocations where active.allocations[allocation].waiting > 0 {
            let key = BackorderKey(
                sku: active.allocations[allocation].sku, promised: row.sequence, reservation: row.id)
            active.queued.add(key)
            queueFronts.note(key)
        }
    }

    /// The reservations that wait for a SKU, those after a place in the queue, at most so many.
    ///
    /// In a kit, the SKU is a component. Cost: a step for each of them, and for each between them that has waited since the
    /// checkpoint or at it, and waits no more; those before the first one are passed over only once.
    mutating func queue(
        of sku: SKU, after last: BackorderKey? = nil, limit: Int
    ) throws(StockFailure) -> [BackorderKey] {
        var found: [BackorderKey] = []
        var start = last
        let front = queueFronts[sku]
        let seesFront = last.map { last in front.map { last <= $0 } ?? false } ?? true
        if seesFront { start = front }
        while true {
            let candidates = try candidates(of: sku, after: start, limit: limit)
            for key in candidates where found.count < limit {
                if try isQueued(key) {
                    found.append(key)
                } else if found.isEmpty, seesFront {
                    queueFronts.move(to: key)
                }
            }
            guard found.count < limit, candidates.count == limit else { return found }
            start = candidates.last
        }
    }

    /// The next that wait or have waited, whether they are in the store or in an overlay.
    private mutating func candidates(
        of sku: SKU, after last: BackorderKey?, limit: Int
    ) throws(StockFailure) -> [BackorderKey] {
        active.queued.sort(sku)
        var keys = active.queued.keys(of: sku, after: last, limit: limit)
        if let sealed { keys += sealed.overlay.queued.keys(of: sku, after: last, limit: limit) }
        var from = ByteWriter()
        (last ?? BackorderKey(sku: sku.rawValue, promised: 0, reservation: 0)).encode(into: &from)
        var seen = 0
        try base.scanKeys(.backorders, from: from.span, reversed: false) { key throws(StockFailure) in
            guard let found = BackorderKey.decode(key) else { throw .damaged("a key of `backorders` cannot be read") }
            guard found.sku == sku.rawValue else { return false }
            guard found != last else { return true }
            keys.append(found)
            seen += 1
            return seen < limit
        }
        keys.sort()
        var unique: [BackorderKey] = []
        for key in keys where key != unique.last && unique.count < limit { unique.append(key) }
        return unique
    }

    private mutating func isQueued(_ key: BackorderKey) throws(StockFailure) -> Bool {
        guard let (row, allocations) = try peekReservation(ReservationID(rawValue: key.reservation)), row.isQueued,
            row.sequence == key.promised
        else { return false }
        return allocations.contains { $0.sku == key.sku && $0.waiting > 0 }
    }
}
