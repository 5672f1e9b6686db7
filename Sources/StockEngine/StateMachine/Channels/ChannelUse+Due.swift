import StockAPI
import StockModel

/// Holds that have ended and were not swept yet count in no use.
extension StateMachine where Base: ~Copyable {
    /// Counts anew, of the holds past their deadline, what is still in the uses.
    mutating func recountDueUses() throws(StockFailure) {
        due.forgetUses()
        guard hasPolicies else { return }
        for entry in due.waiting { try addDueUses(of: ReservationID(rawValue: entry.id)) }
    }

    /// A hold has ended: it counts for nothing from here on, swept or not.
    mutating func addDueUses(of id: ReservationID) throws(StockFailure) {
        guard hasPolicies, let (row, allocations) = try peekReservation(id), row.isPastDue(at: now) else { return }
        for (key, held) in try dueUses(of: row, allocations) { due.add(held, of: key) }
    }

    /// It is swept.
    mutating func subtractDueUses(of row: ReservationRow, _ allocations: [AllocationRow]) throws(StockFailure) {
        guard hasPolicies else { return }
        for (key, held) in try dueUses(of: row, allocations) { due.subtract(held, of: key) }
    }

    private mutating func dueUses(
        of row: ReservationRow, _ allocations: [AllocationRow]
    ) throws(StockFailure) -> [(key: ChannelUseKey, held: Quantity)] {
        let channel = ChannelID(rawValue: row.channel)
        var uses: [(key: ChannelUseKey, held: Quantity)] = []
        for allocation in allocations where allocation.held > 0 {
            let sku = SKU(rawValue: allocation.sku)
            guard let policy = try policy(of: sku, for: channel), policy.isCounted else { continue }
            uses.append((ChannelUseKey(sku, channel), allocation.held))
            guard let site = masterData.site(of: LocationID(rawValue: allocation.location)),
                policy.site(site).map({ $0.earmark > 0 }) ?? false
            else { continue }
            uses.append((ChannelUseKey(sku, channel, site), allocation.held))
        }
        guard row.hasKits else { return uses }
        for kit in try details(of: ReservationID(rawValue: row.id)).kits {
            guard try policy(of: kit.kit, for: channel)?.isCounted ?? false else { continue }
            uses.append((ChannelUseKey(kit.kit, channel), kit.units(in: allocations) { $0.held }))
        }
        return uses
    }
}
