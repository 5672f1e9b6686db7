import StockAPI
import StockBytes
import StockModel

/// What channels have promised of SKUs for which they have a cap or an earmark.
extension StateMachine where Base: ~Copyable {
    struct UseChange {
        var held: Quantity = 0
        var committed: Quantity = 0
        var sold: Quantity = 0
    }

    /// Counts units of a SKU, or kits, that changed their state for a channel; at a site, where they lie at one.
    ///
    /// Nothing is counted where nobody asks, which a store without policies finds out at once.
    @inline(__always)
    mutating func count(_ change: UseChange, _ sku: SKU, _ channel: ChannelID, at site: SiteID?) throws(StockFailure) {
        guard hasPolicies else { return }
        try countUnderPolicy(change, sku, channel, at: site)
    }

    private mutating func countUnderPolicy(
        _ change: UseChange, _ sku: SKU, _ channel: ChannelID, at site: SiteID?
    ) throws(StockFailure) {
        guard let policy = try policy(of: sku, for: channel), policy.isCounted else { return }
        if hasThresholds { touchedSKUs.append(sku) }
        let index = try useIndex(ChannelUseKey(sku, channel))
        active.channelUse[index].held &+= change.held
        active.channelUse[index].committed &+= change.committed
        if let window = policy.cap?.window, window.contains(now) {
            active.channelUse[index].sold = saturatingSum(active.channelUse[index].sold, change.sold)
        }
        guard let site, policy.site(site).map({ $0.earmark > 0 }) ?? false else { return }
        let atSite = try useIndex(ChannelUseKey(sku, channel, site))
        active.channelUse[atSite].held &+= change.held
        active.channelUse[atSite].committed &+= change.committed
    }

    /// The use as it stands, holds past their deadline left out.
    mutating func use(_ key: ChannelUseKey) throws(StockFailure) -> ChannelUseRow {
        var row = try storedUse(key)
        row.held &-= due.quantity(of: key)
        return row
    }

    mutating func storedUse(_ key: ChannelUseKey) throws(StockFailure) -> ChannelUseRow {
        if let index = active.channelUse.index(of: key) { return active.channelUse[index] }
        if let sealed, let index = sealed.overlay.channelUse.index(of: key) { return sealed.overlay.channelUse[index] }
        keyScratch.removeAll()
        key.encode(into: &keyScratch)
        let bytes = keyScratch.span
        return try base.row(.channelUse, key: bytes) { value throws(StockFailure) in
            try RowBytes.open(value, key: bytes, in: .channelUse) { reader throws(BytesError) in
                try ChannelUseRow(key, from: &reader)
            }
        } ?? ChannelUseRow(key)
    }

    mutating func useIndex(_ key: ChannelUseKey) throws(StockFailure) -> Int {
        if let index = active.channelUse.index(of: key) { return index }
        return active.channelUse.insert(try storedUse(key))
    }

    /// What is left of the cap of a SKU, or of a kit; nil when no cap binds the channel now.
    mutating func capUse(_ sku: SKU, _ channel: ChannelID) throws(StockFailure) -> CapUse? {
        guard hasPolicies, let cap = try policy(of: sku, for: channel)?.cap, cap.isInForce(at: now) else { return nil }
        let use = try use(ChannelUseKey(sku, channel))
        let used = saturatingSum(use.promised, cap.window == nil ? 0 : use.sold)
        return CapUse(sku: sku, cap: cap.units, used: used)
    }

    /// Units at a site that other channels have earmarked and do not use yet.
    mutating func earmarked(_ sku: SKU, at site: SiteID, against channel: ChannelID) throws(StockFailure) -> Quantity {
        guard hasPolicies else { return 0 }
        var sum: Quantity = 0
        for policy in try policies(of: sku) where policy.channel != channel {
            guard let earmark = policy.site(site)?.earmark, earmark > 0 else { continue }
            let use = try use(ChannelUseKey(sku, policy.channel, site))
            sum = saturatingSum(sum, max(0, earmark - use.promised))
        }
        return sum
    }

    /// Has the use rows of a reservation at hand, so that one that cannot be read leaves nothing half done.
    mutating func bringUses(of row: ReservationRow) throws(StockFailure) {
        guard hasPolicies else { return }
        let channel = ChannelID(rawValue: row.channel)
        for index in row.allocations {
            let allocation = active.allocations[index]
            let site = masterData.site(of: LocationID(rawValue: allocation.location))
            try count(UseChange(), SKU(rawValue: allocation.sku), channel, at: site)
        }
        if row.hasKits { for kit in kits(of: row.id) { try count(UseChange(), kit.kit, channel, at: nil) } }
    }

    /// Counts the kits of a reservation that change their state with `body`, which counts the components itself.
    mutating func countingKits<Result>(
        of index: Int, _ body: (inout StateMachine) throws(Stop) -> Result
    ) throws(Stop) -> Result {
        guard hasPolicies, active.reservations[index].hasKits else { return try body(&self) }
        let channel = ChannelID(rawValue: active.reservations[index].channel)
        let kits = kits(of: active.reservations[index].id)
        let before = kits.map { kitUnits($0, index) }
        let result = try body(&self)
        for (kit, units) in zip(kits, before) {
            let after = kitUnits(kit, index)
            let change = UseChange(
                held: after.held - units.held, committed: after.committed - units.committed,
                sold: after.sold - units.sold)
            do throws(StockFailure) { try count(change, kit.kit, channel, at: nil) } catch { throw .failed(error) }
        }
        return result
    }

    private func kitUnits(_ kit: KitLine, _ index: Int) -> UseChange {
        let allocations = active.reservations[index].allocations.map { active.allocations[$0] }
        return UseChange(
            held: kit.units(in: allocations) { $0.held }, committed: kit.units(in: allocations) { $0.committed },
            sold: kit.units(in: allocations) { $0.fulfilled })
    }
}

extension KitLine {
    /// Kits of the line in some state: all of their components are in it, so the first one tells.
    func units(in allocations: [AllocationRow], _ quantity: (AllocationRow) -> Quantity) -> Quantity {
        guard let component = components.first else { return 0 }
        var sum: Quantity = 0
        for allocation in allocations where allocation.line == line && allocation.sku == component.sku.rawValue {
            sum &+= quantity(allocation)
        }
        return sum / component.quantity
    }
}
