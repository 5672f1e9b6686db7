import StockAPI
import StockBytes
import StockModel

extension Verification {
    /// Every threshold is on the side on which the stock is, worked out anew by the formulas of docs/operations.md.
    mutating func checkThresholds(_ rows: borrowing LMDBRows) throws(StockFailure) {
        let shelves = Dictionary(grouping: locations.values.filter { $0.kind.isSellable }, by: { $0.site })
            .mapValues { $0.map(\.location) }
        try forEachRow(of: .thresholds, in: rows) { (verification, key, fields) throws(BytesError) in
            let sku = SKU(rawValue: try key.readBigEndian())
            for known in try ThresholdRow.decode(&fields) {
                let name = "the threshold of SKU \(sku.rawValue) for \(known.threshold.scope)"
                guard known.threshold.sku == sku, let low = known.threshold.low else {
                    verification.differ("\(name) stands in the wrong row")
                    continue
                }
                let units = verification.units(sku, known.threshold.scope, shelves)
                if known.state != StockState(of: units, low: low) {
                    verification.differ("\(name) says \(known.state), there are \(units)")
                }
            }
        }
    }

    private func units(
        _ sku: SKU, _ scope: StockThreshold.Scope, _ shelves: [SiteID?: [LocationID]]
    ) -> Quantity {
        var known: [SKU: [KitComponent]] = [:]
        let parts = takenApart(sku, &known)
        switch scope {
        case .site(let site): return parts.map { available($0.sku, shelves[site] ?? []) / $0.quantity }.min() ?? 0
        case .channel(let channel):
            guard let definition = channels[channel] else { return 0 }
            var pool: Quantity = 0
            for entry in definition.sites {
                let free = parts.map { part in
                    let kept = saturatingSum(
                        policy(part.sku, channel)?.site(entry.site)?.buffer ?? entry.buffer,
                        earmarked(part.sku, at: entry.site, against: channel))
                    return max(0, available(part.sku, shelves[entry.site] ?? []) &- kept) / part.quantity
                }
                pool = saturatingSum(pool, free.min() ?? 0)
            }
            let caps = (kits[sku] == nil ? [] : [KitComponent(sku, quantity: 1)]) + parts
            return caps.reduce(pool) { min($0, (capLeft($1.sku, channel) ?? .max) / $1.quantity) }
        }
    }

    /// What a SKU comes to when all kits in it are taken apart; rows that are damaged may say anything of kits, and are taken
    /// for as much as they can mean.
    private func takenApart(
        _ sku: SKU, depth: UInt8 = 0, _ known: inout [SKU: [KitComponent]]
    ) -> [KitComponent] {
        if let parts = known[sku] { return parts }
        guard let components = kits[sku], depth < CommandLimits.kitDepthMax else {
            return [KitComponent(sku, quantity: 1)]
        }
        var units: [SKU: Quantity] = [:]
        for component in components {
            for part in takenApart(component.sku, depth: depth + 1, &known) {
                let (product, isTooMuch) = part.quantity.multipliedReportingOverflow(by: component.quantity)
                units[part.sku] = saturatingSum(units[part.sku] ?? 0, isTooMuch ? .max : max(1, product))
            }
        }
        let parts = units.map { KitComponent($0.key, quantity: $0.value) }
        known[sku] = parts
        return parts
    }

    private func available(_ sku: SKU, _ places: [LocationID]) -> Quantity {
        var sum: Quantity = 0
        for place in places {
            guard let level = levels[LevelKey(sku, place)] else { continue }
            sum = saturatingSum(
                sum, max(0, level.onHand &- (level.held &- level.pastDueByReservations) &- level.committed))
        }
        return sum
    }

    private func policy(_ sku: SKU, _ channel: ChannelID) -> ChannelPolicy? {
        policies[sku]?.first { $0.channel == channel }
    }

    private func earmarked(_ sku: SKU, at site: SiteID, against channel: ChannelID) -> Quantity {
        var sum: Quantity = 0
        for policy in policies[sku] ?? [] where policy.channel != channel {
            guard let earmark = policy.site(site)?.earmark, earmark > 0 else { continue }
            let use = uses[ChannelUseKey(sku, policy.channel, site)] ?? UseAccount()
            sum = saturatingSum(sum, max(0, earmark - use.promised))
        }
        return sum
    }

    private func capLeft(_ sku: SKU, _ channel: ChannelID) -> Quantity? {
        guard let facts, let cap = policy(sku, channel)?.cap, cap.isInForce(at: facts.time) else { return nil }
        let use = uses[ChannelUseKey(sku, channel)] ?? UseAccount()
        let used = saturatingSum(use.promised, cap.window == nil ? 0 : use.sold)
        return CapUse(sku: sku, cap: cap.units, used: used).left
    }
}
