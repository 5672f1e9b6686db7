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
        let index = try useIndex(ChannelUseKey(sku, channel))
        active.channelUse[index].held &+= change.held
        active.channelUse[index].committed &+= change.committed
        if let window = policy.cap?.window, window.contains(now) { active.channelUse[index].sold &+= change.sold }
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

    private mutating func storedUse(_ key: ChannelUseKey) throws(StockFailure) -> ChannelUseRow {
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

    private mutating func useIndex(_ key: ChannelUseKey) throws(StockFailure) -> Int {
        if let index = active.channelUse.index(of: key) { return index }
        return active.channelUse.insert(try storedUse(key))
    }

    /// What is left of the cap of a SKU, or of a kit; nil when no cap binds the channel now.
    mutating func capUse(_ sku: SKU, _ channel: ChannelID) throws(StockFailure) -> CapUse? {
        guard hasPolicies, let cap = try policy(of: sku, for: channel)?.cap, cap.isInForce(at: now) else { return nil }
        let use = try use(ChannelUseKey(sku, channel))
        let used = saturatingSum(saturatingSum(use.held, use.committed), cap.window == nil ? 0 : use.sold)
        return CapUse(sku: sku, cap: cap.units, used: used)
    }

    /// Units at a site that other channels have earmarked and do not use yet.
    mutating func earmarked(_ sku: SKU, at site: SiteID, against channel: ChannelID) throws(StockFailure) -> Quantity {
        guard hasPolicies else { return 0 }
        var sum: Quantity = 0
        for policy in try policies(of: sku) where policy.channel != channel {
            guard let earmark = policy.site(site)?.earmark, earmark > 0 else { continue }
            let use = try use(ChannelUseKey(sku, policy.channel, site))
            sum = saturatingSum(sum, max(0, earmark - saturatingSum(use.held, use.committed)))
        }
        return sum
    }

    /// Counts anew what a channel has promised of a SKU, from its open reservations, for another policy.
    ///
    /// What was sold goes on being counted while the window begins at the same time.
    /// Cost: a step per live hold of the store, which only a change of a policy pays.
    mutating func recount(_ policy: ChannelPolicy, before: ChannelPolicy?) throws(StockFailure) {
        let sites = Set((policy.sites + (before?.sites ?? [])).map(\.site)).sorted()
        let sold = try storedUse(ChannelUseKey(policy.sku, policy.channel)).sold
        let keepsSold =
            before?.cap?.window != nil && before?.cap?.window?.start == policy.cap?.window?.start
        for site in [SiteID(rawValue: 0)] + sites {
            let key = ChannelUseKey(policy.sku, policy.channel, site)
            var row = ChannelUseRow(key)
            row.isCounted =
                site.rawValue == 0 ? policy.isCounted : policy.site(site).map { $0.earmark > 0 } ?? false
            if site.rawValue == 0, keepsSold { row.sold = sold }
            active.channelUse[try useIndex(key)] = row
        }
        guard policy.isCounted else { return }
        for promise in try openPromises(of: policy.sku, through: policy.channel) {
            let keys = [SiteID(rawValue: 0)] + (promise.site.map { [$0] } ?? [])
            for site in keys {
                let key = ChannelUseKey(policy.sku, policy.channel, site)
                guard let index = active.channelUse.index(of: key), active.channelUse[index].isCounted else { continue }
                active.channelUse[index].held &+= promise.held
                active.channelUse[index].committed &+= promise.committed
            }
        }
    }

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

    /// Units of a SKU, or kits, in an open reservation; at a site, where they are units.
    struct OpenPromise {
        var site: SiteID?
        var held: Quantity
        var committed: Quantity
    }

    private mutating func openPromises(
        of sku: SKU, through channel: ChannelID
    ) throws(StockFailure) -> [OpenPromise] {
        var promises: [OpenPromise] = []
        for id in try openReservations().sorted() {
            guard let (row, allocations) = try peekReservation(ReservationID(rawValue: id)), row.isOpen,
                row.channel == channel.rawValue
            else { continue }
            for allocation in allocations
            where allocation.sku == sku.rawValue && (allocation.held > 0 || allocation.committed > 0) {
                promises.append(
                    OpenPromise(
                        site: masterData.site(of: LocationID(rawValue: allocation.location)), held: allocation.held,
                        committed: allocation.committed))
            }
            guard row.hasKits else { continue }
            for kit in try details(of: ReservationID(rawValue: id)).kits where kit.kit == sku {
                let held = kit.units(in: allocations) { $0.held }
                let committed = kit.units(in: allocations) { $0.committed }
                if held > 0 || committed > 0 {
                    promises.append(OpenPromise(held: held, committed: committed))
                }
            }
        }
        return promises
    }

    /// Every reservation with units held or committed.
    private borrowing func openReservations() throws(StockFailure) -> Set<UInt128> {
        var ids: Set<UInt128> = []
        for index in 0..<active.reservations.count where active.reservations[index].isOpen {
            ids.insert(active.reservations[index].id)
        }
        if let sealed {
            for index in 0..<sealed.overlay.reservations.count where sealed.overlay.reservations[index].isOpen {
                ids.insert(sealed.overlay.reservations[index].id)
            }
        }
        let first = ByteWriter()
        var found: [UInt128] = []
        try base.scan(.deadlines, from: first.span, reversed: false) { key, _ throws(StockFailure) in
            guard let (_, id) = DeadlineKey.decode(key) else {
                throw .damaged("a key of `deadlines` cannot be read")
            }
            found.append(id)
            return true
        }
        try base.scan(.commitments, from: first.span, reversed: false) { key, _ throws(StockFailure) in
            guard let (_, id) = CommitmentKey.decode(key) else {
                throw .damaged("a key of `commitments` cannot be read")
            }
            found.append(id)
            return true
        }
        ids.formUnion(found)
        return ids
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
