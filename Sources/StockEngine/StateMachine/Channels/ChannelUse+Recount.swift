import StockAPI
import StockBytes
import StockModel

/// A policy that is set or changed counts the open reservations of its SKU anew.
extension StateMachine where Base: ~Copyable {
    /// Counts anew what a channel has promised of a SKU, from its open reservations, for another policy.
    ///
    /// What was sold goes on being counted while the window begins at the same time.
    /// Cost: nothing but lookups where nothing of the SKU is promised; else a step per live hold of the store, once for all
    /// policies of a command.
    mutating func recount(
        _ policy: ChannelPolicy, before: ChannelPolicy?, _ promises: inout OpenPromises
    ) throws(StockFailure) {
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
        for promise in try open(of: policy.sku, &promises) where promise.channel == policy.channel {
            let keys = [SiteID(rawValue: 0)] + (promise.site.map { [$0] } ?? [])
            for site in keys {
                let key = ChannelUseKey(policy.sku, policy.channel, site)
                guard let index = active.channelUse.index(of: key), active.channelUse[index].isCounted else { continue }
                active.channelUse[index].held &+= promise.held
                active.channelUse[index].committed &+= promise.committed
            }
        }
    }

    private mutating func open(
        of sku: SKU, _ promises: inout OpenPromises
    ) throws(StockFailure) -> [OpenPromises.Promise] {
        if promises.bySKU == nil {
            guard try isPromised(sku) else { return [] }
            promises.bySKU = try openPromises(of: promises.skus)
        }
        return promises.bySKU?[sku] ?? []
    }

    /// Whether units of a SKU are promised anywhere; of a kit, whether any may be.
    private mutating func isPromised(_ sku: SKU) throws(StockFailure) -> Bool {
        guard let definition = try definition(of: sku), definition.components.isEmpty else { return true }
        return try levelRows(of: sku).values.contains { $0.held > 0 || $0.committed > 0 }
    }

    private mutating func openPromises(
        of skus: Set<SKU>
    ) throws(StockFailure) -> [SKU: [OpenPromises.Promise]] {
        var promises: [SKU: [OpenPromises.Promise]] = [:]
        for id in try openReservations() {
            guard let (row, allocations) = try peekReservation(ReservationID(rawValue: id)), row.isOpen else {
                continue
            }
            let channel = ChannelID(rawValue: row.channel)
            for allocation in allocations where allocation.held > 0 || allocation.committed > 0 {
                let sku = SKU(rawValue: allocation.sku)
                guard skus.contains(sku) else { continue }
                promises[sku, default: []].append(
                    OpenPromises.Promise(
                        channel: channel, site: masterData.site(of: LocationID(rawValue: allocation.location)),
                        held: allocation.held, committed: allocation.committed))
            }
            guard row.hasKits else { continue }
            for kit in try details(of: ReservationID(rawValue: id)).kits where skus.contains(kit.kit) {
                promises[kit.kit, default: []].append(
                    OpenPromises.Promise(
                        channel: channel, held: kit.units(in: allocations) { $0.held },
                        committed: kit.units(in: allocations) { $0.committed }))
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
        try base.scanKeys(.deadlines, from: first.span, reversed: false) { key throws(StockFailure) in
            guard let (_, id) = DeadlineKey.decode(key) else {
                throw .damaged("a key of `deadlines` cannot be read")
            }
            found.append(id)
            return true
        }
        try base.scanKeys(.reservationCommitments, from: first.span, reversed: false) { key throws(StockFailure) in
            found.append(try CommitmentKey.decode(key).reservation)
            return true
        }
        ids.formUnion(found)
        return ids
    }
}

/// The open promises of the SKUs of a command, looked for once when the first of them asks.
struct OpenPromises {
    let skus: Set<SKU>
    var bySKU: [SKU: [Promise]]?

    init(of skus: [SKU]) { self.skus = Set(skus) }

    /// Units of a SKU, or kits, in an open reservation; at a site, where they are units.
    struct Promise {
        var channel: ChannelID
        var site: SiteID?
        var held: Quantity
        var committed: Quantity
    }
}
