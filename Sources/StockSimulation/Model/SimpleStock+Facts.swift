import StockModel

// What has happened is booked: what is missing is found, and promises that lose their units get others, or are short.
extension SimpleStock {
    mutating func begin(_ fact: Fact) throws(Refused) {
        try require(fact.reason != 0, .factWithoutReason)
        guard let loss = locations[fact.loss] else { throw Refused(.unknownLocation(fact.loss)) }
        try require(loss.kind == .loss, .locationNotLoss)
        changes.append(.fact(reason: fact.reason))
    }

    /// Returns the promises that have lost units.
    mutating func bookFact(_ transfer: Transfer, loss: LocationID) throws(Refused) -> [DisplacedPromise] {
        let kind = locations[transfer.from]?.kind
        let there = onHand(transfer.sku, at: transfer.from)
        if kind?.isPhysical == true, transfer.quantity > there {
            var found = transfer
            found.from = loss
            found.to = transfer.from
            found.quantity = transfer.quantity - there
            found.reason = .adjust
            found.reservation = nil
            try book(found)
            store(
                DocumentWrite(
                    EngineDocuments.recount(transfer.sku, at: transfer.from), type: DocumentType.recount, body: [],
                    terms: ["task/recount"]))
        }
        try book(transfer)
        return kind == .stock ? displace(transfer.sku, at: transfer.from) : []
    }

    mutating func removeRecount(of sku: SKU, at location: LocationID, countedAt anchor: SequenceNumber) {
        let key = EngineDocuments.recount(sku, at: location)
        guard let paper = documents[key], paper.version <= anchor else { return }
        documents[key] = nil
        changes.append(.documentDeleted(key))
    }

    /// Holds lose their units first, then what is committed; of each the latest promise first.
    private mutating func displace(_ sku: SKU, at location: LocationID) -> [DisplacedPromise] {
        let newestFirst = reservations.values.sorted { ($0.sequence, $0.id) > ($1.sequence, $1.id) }
        var displaced: [DisplacedPromise] = []
        for isCommitted in [false, true] {
            for reservation in newestFirst where isCommitted || reservation.isLive(at: now) {
                for line in reservation.lines(of: sku, at: location) {
                    let missing = -available(sku, at: location)
                    guard missing > 0 else { return displaced }
                    guard let promise = displace(missing, of: reservation.id, line, sku, location, isCommitted)
                    else { continue }
                    displaced.append(promise)
                    store(
                        DocumentWrite(
                            EngineDocuments.displaced(at: ownSequence, papersOfCommand),
                            type: DocumentType.displacedPromise, body: promise.encoded, terms: ["task/displaced"]))
                    papersOfCommand += 1
                }
            }
        }
        return displaced
    }

    private mutating func displace(
        _ missing: Quantity, of id: ReservationID, _ line: UInt16, _ sku: SKU, _ location: LocationID,
        _ isCommitted: Bool
    ) -> DisplacedPromise? {
        guard var reservation = reservations[id], let channel = channels[reservation.channel] else { return nil }
        let state: WritableKeyPath<Reservation.Allocation, Quantity> = isCommitted ? \.committed : \.held
        let kit = reservation.kits.first { $0.line == line }
        let parts = kit?.components ?? [KitComponent(sku, quantity: 1)]
        let site = locations[location]?.site
        let own = reservation.allocations.indices.filter { index in
            let allocation = reservation.allocations[index]
            guard allocation.line == line, !allocation.isBackorder else { return false }
            return allocation.location == location || kit != nil && locations[allocation.location]?.site == site
        }
        // The place where units are missing gives first.
        let order =
            own.filter { reservation.allocations[$0].location == location }
            + own.filter { reservation.allocations[$0].location != location }
        let there = own.map { reservation.allocations[$0] }
            .filter { $0.sku == sku && $0.location == location }.map { $0[keyPath: state] }.reduce(0, +)
        let each = parts.first { $0.sku == sku }?.quantity ?? 1
        let units = (min(missing, there) + each - 1) / each
        guard units > 0 else { return nil }

        var taken: [(index: Int, units: Quantity)] = []
        for part in parts {
            var open = units * part.quantity
            // Another component keeps the order of the list.
            for index in part.sku == sku ? order : own where reservation.allocations[index].sku == part.sku {
                let some = min(open, reservation.allocations[index][keyPath: state])
                open -= some
                guard some > 0 else { continue }
                reservation.allocations[index][keyPath: state] -= some
                reservation.allocations[index].short += some
                taken.append((index, some))
            }
        }
        reservations[id] = reservation

        let staysAtSite = taken.contains { reservation.allocations[$0.index].staysAtSite }
        var short = units
        for entry in channel.sites where short > 0 && (!staysAtSite || entry.site == site) {
            let some = parts.map { free($0.sku, at: entry.site, for: channel) / $0.quantity }.reduce(short, min)
            guard some > 0 else { continue }
            let places = places(for: some, of: parts, in: stockLocations(of: entry.site))
            for (part, to, quantity) in places {
                var open = quantity
                for source in taken.indices where taken[source].units > 0 {
                    let from = reservation.allocations[taken[source].index]
                    guard from.sku == part else { continue }
                    let moved = min(open, taken[source].units)
                    guard moved > 0 else { continue }
                    open -= moved
                    taken[source].units -= moved
                    let target = reservation.allocations.place(of: from, at: to)
                    reservation.allocations[taken[source].index].short -= moved
                    reservation.allocations[taken[source].index].requested -= moved
                    reservation.allocations[target][keyPath: state] += moved
                    reservation.allocations[target].requested += moved
                    guard from.location != to else { continue }
                    changes.append(
                        .reSourced(
                            PromiseMove(
                                reservation: id, line: line, sku: part, from: from.location, to: to,
                                held: isCommitted ? 0 : moved, committed: isCommitted ? moved : 0)))
                }
            }
            short -= some
            reservations[id] = reservation
        }
        for (index, units) in taken where units > 0 {
            let allocation = reservation.allocations[index]
            changes.append(
                .promise(
                    PromiseChange(
                        reservation: id, transition: isCommitted ? .shortCommitted : .shortHeld, line: line,
                        sku: allocation.sku, location: allocation.location, quantity: units)))
        }
        reservation.allocations.removeAll { $0.requested == 0 }
        reservations[id] = reservation
        return DisplacedPromise(
            reservation: id, owner: reservation.owner, line: line, sku: sku, location: location,
            wasCommitted: isCommitted, reSourced: units - short, short: short)
    }

    /// Where so many times some components come from: from one location after the other.
    func places(
        for units: Quantity, of parts: [KitComponent], in locations: [LocationID]
    ) -> [(sku: SKU, location: LocationID, quantity: Quantity)] {
        parts.flatMap { part in
            var open = units * part.quantity
            return locations.compactMap { location in
                let some = min(open, max(0, available(part.sku, at: location)))
                open -= some
                return some > 0 ? (part.sku, location, some) : nil
            }
        }
    }
}

extension SimpleReservation {
    /// The lines that have, or had, units of a SKU at a location.
    fileprivate func lines(of sku: SKU, at location: LocationID) -> [UInt16] {
        var lines: [UInt16] = []
        for allocation in allocations where allocation.sku == sku && allocation.location == location {
            if !allocation.isBackorder, !lines.contains(allocation.line) { lines.append(allocation.line) }
        }
        return lines
    }
}

extension LocationKind {
    /// Goods that somebody has to look at.
    var isUnderInspection: Bool { [.returns, .quarantine, .damaged, .repair].contains(self) }
}

// Movements that need a paper.
extension SimpleStock {
    /// Whether the command may bring so many more units from `loss`; if so they count.
    mutating func mayFind(_ units: Quantity, of sku: SKU, at location: LocationID, atMost most: Quantity) -> Bool {
        let (sum, isTooMuch) = units.addingReportingOverflow(foundOfCommand[location, default: [:]][sku] ?? 0)
        guard !isTooMuch, sum <= most else { return false }
        foundOfCommand[location, default: [:]][sku] = sum
        return true
    }

    /// What may be found at a place without an approval; on a shelf nothing of what needs an inspection.
    func foundMax(of sku: SKU, at place: LocationDefinition) -> Quantity {
        if place.kind == .stock, skus[sku]?.needsInspection == true { return 0 }
        return place.site.flatMap { sites[$0] }?.foundWithoutApprovalMax ?? 0
    }

    var isApproved: Bool { evidence.contains { $0.type == DocumentType.approval && $0.principal != principal } }

    mutating func requireGuard(
        _ sku: SKU, from: LocationDefinition, to: LocationDefinition, quantity: Quantity
    ) throws(Refused) {
        switch (from.kind, to.kind) {
        case (.returns, .stock), (.quarantine, .stock), (.damaged, .stock), (.repair, .stock):
            try require(
                evidence.contains { $0.type == DocumentType.inspection },
                else: .guarded(needs: DocumentType.inspection, byAnother: false))
        case (.supplier, .stock), (.receiving, .stock), (.transform, .stock):
            try require(
                skus[sku]?.needsInspection != true || evidence.contains { $0.type == DocumentType.inspection },
                else: .guarded(needs: DocumentType.inspection, byAnother: false))
        case (.loss, let kind) where kind.isPhysical:
            let most = foundMax(of: sku, at: to)
            try require(
                isApproved || mayFind(quantity, of: sku, at: to.location, atMost: most),
                else: .approvalRequired(threshold: most))
        case (let kind, .loss) where kind.isUnderInspection || kind == .stock:
            try require(isApproved, else: .guarded(needs: DocumentType.approval, byAnother: true))
        default: break
        }
    }
}
