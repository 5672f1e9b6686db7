import StockModel

// Promises that wait, backordered or short, and who serves them.
extension SimpleStock {
    /// In order of promise.
    func queue(of sku: SKU) -> [SimpleReservation] {
        reservations.values
            .filter { $0.isQueued && $0.allocations.contains { $0.sku == sku && $0.waiting > 0 } }
            .sorted { ($0.sequence, $0.id) < ($1.sequence, $1.id) }
    }

    mutating func allocate(_ allocate: Allocate) throws(Refused) -> Outcome {
        let reservation = try known(allocate.reservation)
        if let quantity = allocate.quantity { try require(quantity > 0, .quantityNotPositive) }
        try require(reservation.allocations.contains { $0.line == allocate.line }, .unknownLine)
        try require(locations[allocate.location] != nil, else: .unknownLocation(allocate.location))
        guard let channel = channels[reservation.channel] else { throw Refused(.unknownChannel(reservation.channel)) }
        let line = WaitingLine(allocate.line, of: reservation, for: locations[allocate.location]?.site, in: self)
        let waiting = line.unitsAnywhere
        let units = allocate.quantity ?? waiting
        try require(
            waiting > 0 && units <= waiting, else: .exceedsWaiting(line: allocate.line, waiting: waiting))
        try requireWithinCaps(line.capParts.map { ($0.sku, $0.quantity * units) }, channel.channel)
        let short = line.parts.compactMap { part -> Shortage? in
            let there = there(of: part.sku, line, at: allocate.location, channel)
            guard part.quantity * units > there else { return nil }
            return Shortage(
                sku: part.sku, location: allocate.location, requested: part.quantity * units, availableToSell: there)
        }
        try require(short.isEmpty, else: .insufficientStock(short))
        commit(units, of: line, reservation.id, from: allocate.location)
        return .done
    }

    mutating func serve(
        _ sku: SKU, at location: LocationID, _ brought: Quantity, _ served: inout [ServedPromise]
    ) {
        var left = brought
        for reservation in queue(of: sku) where left > 0 {
            guard let channel = channels[reservation.channel] else { continue }
            var lines: [UInt16] = []
            for allocation in reservation.allocations where allocation.sku == sku && allocation.waiting > 0 {
                if !lines.contains(allocation.line) { lines.append(allocation.line) }
            }
            for number in lines where served.count < CommandLimits.servedMax {
                let line = WaitingLine(number, of: reservation, for: stockSite(of: location), in: self)
                let each = line.parts.first { $0.sku == sku }?.quantity ?? 1
                let caps = line.capParts.compactMap { part in
                    capUse(part.sku, channel.channel).map { max(0, $0.cap - $0.used) / part.quantity }
                }
                let stock = line.parts.map { there(of: $0.sku, line, at: location, channel) / $0.quantity }
                let units = (caps + stock + [left / each]).reduce(line.units, min)
                guard units > 0 else { continue }
                commit(units, of: line, reservation.id, from: location)
                left -= units * each
                served.append(
                    ServedPromise(
                        reservation: reservation.id, owner: reservation.owner, line: number, quantity: units))
            }
        }
    }

    /// What of a SKU a waiting line could have: at the location itself, and for kits anywhere at its site.
    private func there(
        of sku: SKU, _ line: WaitingLine, at location: LocationID, _ channel: ChannelDefinition
    ) -> Quantity {
        guard let site = stockSite(of: location) else { return 0 }
        let each = line.parts.first { $0.sku == sku }?.quantity ?? 1
        let free = min(free(sku, at: site, for: channel), line.units * each)
        return line.isKit ? free : min(free, max(0, available(sku, at: location)))
    }

    /// What of an allocation units of a site may serve.
    fileprivate func waiting(of allocation: Reservation.Allocation, for site: SiteID?) -> Quantity {
        !allocation.staysAtSite || locations[allocation.location]?.site == site ? allocation.waiting : 0
    }

    private mutating func commit(
        _ units: Quantity, of line: WaitingLine, _ id: ReservationID, from location: LocationID
    ) {
        guard var reservation = reservations[id] else { return }
        let site = stockSite(of: location)
        var sources = shares(of: reservation, line: line.number, units) { waiting(of: $0, for: site) }
        let others = line.isKit ? (site.map { stockLocations(of: $0) } ?? []).filter { $0 != location } : []
        for (sku, place, quantity) in places(for: units, of: line.parts, in: [location] + others) {
            var open = quantity
            for source in sources.indices where sources[source].quantity > 0 {
                let from = reservation.allocations[sources[source].index]
                guard from.sku == sku else { continue }
                let moved = min(open, sources[source].quantity)
                guard moved > 0 else { continue }
                open -= moved
                sources[source].quantity -= moved
                reservation.allocations[sources[source].index].wait(-moved)
                reservation.allocations[sources[source].index].requested -= moved
                let target = reservation.allocations.place(of: from, at: place)
                reservation.allocations[target].committed += moved
                reservation.allocations[target].requested += moved
            }
            changes.append(
                .promise(
                    PromiseChange(
                        reservation: id, transition: .allocated, line: line.number, sku: sku, location: place,
                        quantity: quantity)))
        }
        reservation.allocations.removeAll { $0.requested == 0 }
        reservations[id] = reservation
    }
}

/// What waits of a line, in whole units of it.
private struct WaitingLine {
    var number: UInt16
    var kit: SKU?
    var parts: [KitComponent]
    var unitsAnywhere: Quantity
    /// Those that units of a site may serve.
    var units: Quantity

    var isKit: Bool { kit != nil }
    var capParts: [KitComponent] { (kit.map { [KitComponent($0, quantity: 1)] } ?? []) + parts }

    init(_ number: UInt16, of reservation: SimpleReservation, for site: SiteID?, in stock: SimpleStock) {
        self.number = number
        let kitLine = reservation.kits.first { $0.line == number }
        let sku = reservation.allocations.first { $0.line == number }?.sku ?? 0
        kit = kitLine?.kit
        parts = kitLine?.components ?? [KitComponent(sku, quantity: 1)]
        let isConfirmed = reservation.isConfirmed
        unitsAnywhere = isConfirmed ? stock.sum(of: reservation, line: number, \.waiting) : 0
        units = isConfirmed ? stock.sum(of: reservation, line: number) { stock.waiting(of: $0, for: site) } : 0
    }
}
