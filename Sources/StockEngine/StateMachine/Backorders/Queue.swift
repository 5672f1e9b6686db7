import StockAPI
import StockBytes
import StockModel

/// Who waits for units of a SKU, in order of promise.
extension StateMachine where Base: ~Copyable {
    /// Units of the reservation wait: it is found by their SKUs.
    mutating func noteQueued(_ index: Int) {
        for allocation in active.reservations[index].allocations where active.allocations[allocation].waiting > 0 {
            active.queued.add(index, under: active.allocations[allocation].sku)
        }
    }

    /// The reservations that wait for a SKU, those after a place in the queue, at most so many.
    ///
    /// In a kit, the SKU is a component. Cost: a step for each of them, and for each that has waited since the checkpoint.
    mutating func queue(
        of sku: SKU, after last: BackorderKey? = nil, limit: Int
    ) throws(StockFailure) -> [BackorderKey] {
        var changed: Set<UInt128> = []
        if let sealed { Self.collect(sku, in: sealed.overlay, &changed) }
        Self.collect(sku, in: active, &changed)
        var keys: [BackorderKey] = []
        for id in changed {
            guard let key = try queueKey(of: id, for: sku), last.map({ $0 < key }) ?? true else { continue }
            keys.append(key)
        }
        var from = ByteWriter()
        (last ?? BackorderKey(sku: sku.rawValue, promised: 0, reservation: 0)).encode(into: &from)
        var stored: [UInt128] = []
        var end: BackorderKey?
        try base.scan(.backorders, from: from.span, reversed: false) { key, _ throws(StockFailure) in
            guard let found = BackorderKey.decode(key) else { throw .damaged("a key of `backorders` cannot be read") }
            guard found.sku == sku.rawValue else { return false }
            guard found != last else { return true }
            stored.append(found.reservation)
            guard stored.count < limit + changed.count else {
                end = found
                return false
            }
            return true
        }
        // One that changed may have its place in the queue behind those that were read.
        if let end { keys.removeAll { end < $0 } }
        for id in stored where !changed.contains(id) {
            if let key = try queueKey(of: id, for: sku) { keys.append(key) }
        }
        return Array(keys.sorted().prefix(limit))
    }

    /// The place of a reservation in the queue for a SKU; nil when it does not wait for it any more.
    private mutating func queueKey(of id: UInt128, for sku: SKU) throws(StockFailure) -> BackorderKey? {
        guard let (row, allocations) = try peekReservation(ReservationID(rawValue: id)), row.isQueued,
            allocations.contains(where: { $0.sku == sku.rawValue && $0.waiting > 0 })
        else { return nil }
        return BackorderKey(sku: sku.rawValue, promised: row.sequence, reservation: id)
    }

    private static func collect(_ sku: SKU, in overlay: borrowing Overlay, _ ids: inout Set<UInt128>) {
        var indexes: [Int] = []
        overlay.queued.visit(sku.rawValue) { indexes.append($0) }
        for index in indexes where index < overlay.reservations.count {
            ids.insert(overlay.reservations[index].id)
        }
    }
}
