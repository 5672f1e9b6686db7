import StockModel

// extend, commit, release, fulfil, return: what happens to a promise after it was made.
extension SimpleStock {
    mutating func extend(_ extend: Extend) throws(Refused) -> Outcome {
        var reservation = try known(extend.reservation)
        if let hold = extend.holdMilliseconds { try require(hold > 0, .holdNotPositive) }
        try requireHeld(reservation)
        guard let channel = channels[reservation.channel] else { throw Refused(.unknownChannel(reservation.channel)) }
        let asked = now.advanced(byMilliseconds: extend.holdMilliseconds ?? channel.defaultHoldMilliseconds)
        let latest = reservation.firstHeld.advanced(byMilliseconds: channel.longestHoldMilliseconds)
        let deadline = min(asked, latest)
        try require(deadline > now, else: .limit(max: channel.longestHoldMilliseconds))
        reservation.deadline = deadline
        reservations[reservation.id] = reservation
        changes.append(.extended(reservation.id, deadline: deadline))
        return .extended(deadline)
    }

    mutating func commit(_ commit: Commit) throws(Refused) -> Outcome {
        let reservation = try known(commit.reservation)
        if commit.revives, hasEnded(reservation) { return try revive(reservation, commit) }
        try requireHeld(reservation)
        if let given = commit.quantities {
            let quantities = try checked(given.map { ($0.line, $0.quantity) }, of: reservation, \.held) {
                .exceedsHeld(line: $0, held: $1)
            }
            for (line, quantity) in quantities {
                spread(quantity, of: commit.reservation, line: line, \.held, .committed)
            }
        } else {
            transferAll(of: reservation.id, \.held, .committed)
        }
        if commit.remainder == .release {
            transferAll(of: reservation.id, \.held, .releasedHeld)
            if let given = commit.quantities {
                let lines = given.map(\.line)
                transferAll(of: reservation.id, { lines.contains($0.line) ? 0 : $0.waiting }, .releasedWaiting)
            }
        }
        confirm(reservation.id)
        return .done
    }

    /// What has ended is reserved again where it was, and committed.
    private mutating func revive(_ reservation: SimpleReservation, _ commit: Commit) throws(Refused) -> Outcome {
        guard let channel = channels[reservation.channel] else { throw Refused(.unknownChannel(reservation.channel)) }
        // What is past its deadline has ended, swept or not.
        let isUnswept = reservation.hasDeadline
        let ended: (Reservation.Allocation) -> Quantity = { allocation in
            allocation.expired
                + (isUnswept ? allocation.held + (reservation.isConfirmed ? 0 : allocation.waiting) : 0)
        }
        var all: [(index: Int, quantity: Quantity)] = reservation.allocations.enumerated()
            .map { (index: $0, quantity: ended($1)) }
        if let given = commit.quantities {
            let quantities = try checked(given.map { ($0.line, $0.quantity) }, of: reservation, ended) {
                .exceedsHeld(line: $0, held: $1)
            }
            all = quantities.flatMap { shares(of: reservation, line: $0, $1, ended) }
        }
        let wanted = all.filter { !reservation.allocations[$0.index].isBackorder }
        let lines = wanted.filter { $0.quantity > 0 }
            .map { share -> (sku: SKU, location: LocationID?, quantity: Quantity) in
                let allocation = reservation.allocations[share.index]
                return (allocation.sku, allocation.location, share.quantity)
            }
        let kits = reservation.kits.map { kit in
            let units = wanted.filter { share in
                let allocation = reservation.allocations[share.index]
                return allocation.line == kit.line && allocation.sku == kit.components[0].sku
            }
            return (sku: kit.kit, quantity: units.map(\.quantity).reduce(0, +) / kit.components[0].quantity)
        }
        try requireWithinCaps(summed(kits + lines.map { ($0.sku, $0.quantity) }), reservation.channel)
        let short = locatedSums(of: try Demand(plainly(lines)), for: channel)
            .filter { $0.availableToSell < $0.requested }
        try require(short.isEmpty, else: .insufficientStock(short))
        expire(reservation.id)
        reservations[reservation.id]?.generation += 1
        reservations[reservation.id]?.closedAt = nil
        for share in all {
            let isBackorder = reservation.allocations[share.index].isBackorder
            transfer(
                share.quantity, isBackorder ? .revivedWaiting : .revived, of: reservation.id, allocation: share.index)
        }
        confirm(reservation.id)
        return .done
    }

    private mutating func confirm(_ id: ReservationID) {
        guard reservations[id]?.isConfirmed == false else { return }
        transferAll(of: id, \.waiting, .confirmedWaiting)
        reservations[id]?.isConfirmed = true
    }

    private func summed(_ parts: [(sku: SKU, quantity: Quantity)]) -> [(sku: SKU, quantity: Quantity)] {
        var sums: [(sku: SKU, quantity: Quantity)] = []
        for part in parts {
            if let index = sums.firstIndex(where: { $0.sku == part.sku }) {
                sums[index].quantity += part.quantity
            } else {
                sums.append(part)
            }
        }
        return sums
    }

    mutating func release(_ release: Release) throws(Refused) -> Outcome {
        let reservation = try known(release.reservation)
        let isLive = reservation.isLive(at: now)
        let waits = isLive || reservation.isConfirmed
        let live: (Reservation.Allocation) -> Quantity = { allocation in
            (isLive ? allocation.held : 0) + (waits ? allocation.waiting : 0) + allocation.committed
        }
        try require(
            reservation.allocations.contains { live($0) > 0 },
            else: .alreadyResolved(as: reservation.resolution(at: now)))
        guard let given = release.quantities else {
            if isLive { transferAll(of: reservation.id, \.held, .releasedHeld) }
            if waits { transferAll(of: reservation.id, \.waiting, .releasedWaiting) }
            transferAll(of: reservation.id, \.committed, .releasedCommitted)
            return .done
        }
        let quantities = try checked(given.map { ($0.line, $0.quantity) }, of: reservation, live) {
            .exceedsHeld(line: $0, held: $1)
        }
        for (line, quantity) in quantities {
            let held = min(quantity, isLive ? sum(of: reservation, line: line, \.held) : 0)
            let waiting = min(quantity - held, waits ? sum(of: reservation, line: line, \.waiting) : 0)
            spread(held, of: reservation.id, line: line, \.held, .releasedHeld)
            spread(waiting, of: reservation.id, line: line, \.waiting, .releasedWaiting)
            spread(quantity - held - waiting, of: reservation.id, line: line, \.committed, .releasedCommitted)
        }
        return .done
    }

    mutating func fulfil(_ fulfil: Fulfil) throws(Refused) -> Outcome {
        let reservation = try known(fulfil.reservation)
        guard let destination = locations[fulfil.to] else { throw Refused(.unknownLocation(fulfil.to)) }
        let reason: Reason = destination.kind == .transit ? .transferOut : .issue
        try requireAllowed(reason, from: .stock, to: destination.kind)
        if reservation.committed == 0 {
            try require(
                reservation.hasDeadline && reservation.isLive(at: now) || reservation.isQueued,
                else: .alreadyResolved(as: reservation.resolution(at: now)))
            throw Refused(.exceedsCommitted(line: 0, committed: 0))
        }
        let moving = { (allocation: Reservation.Allocation, quantity: Quantity, attributes: LineAttributes) in
            Transfer(
                sku: allocation.sku, quantity: quantity, from: allocation.location, to: fulfil.to, reason: reason,
                attributes: attributes, context: fulfil.context.naming(reservation.channel),
                reservation: reservation.id)
        }
        guard let lines = fulfil.lines else {
            for kit in reservation.kits {
                countSold(
                    sum(of: reservation, line: kit.line, \.committed), of: kit.kit, through: reservation.channel)
            }
            for (index, allocation) in reservation.allocations.enumerated() where allocation.committed > 0 {
                transfer(allocation.committed, .fulfilled, of: reservation.id, allocation: index)
                try book(moving(allocation, allocation.committed, .none))
            }
            return .done
        }
        _ = try checked(lines.map { ($0.line, $0.quantity) }, of: reservation, \.committed) {
            .exceedsCommitted(line: $0, committed: $1)
        }
        for kit in reservation.kits {
            let kits = lines.filter { $0.line == kit.line }.map(\.quantity).reduce(0, +)
            countSold(kits, of: kit.kit, through: reservation.channel)
        }
        for line in lines {
            try spreadMoving(line, of: reservation, \.committed, .fulfilled) { moving($0, $1, line.attributes) }
        }
        return .done
    }

    mutating func takeBack(_ returned: ReturnGoods) throws(Refused) -> Outcome {
        let reservation = try known(returned.reservation)
        try requireLines(returned.lines.count, atMost: CommandLimits.linesMax)
        guard let from = locations[returned.from] else { throw Refused(.unknownLocation(returned.from)) }
        guard let to = locations[returned.to] else { throw Refused(.unknownLocation(returned.to)) }
        try requireAllowed(.returnIn, from: from.kind, to: to.kind)
        let returnable: (Reservation.Allocation) -> Quantity = { $0.fulfilled - $0.returned }
        _ = try checked(returned.lines.map { ($0.line, $0.quantity) }, of: reservation, returnable) {
            .exceedsReturnable(line: $0, returnable: $1)
        }
        for line in returned.lines {
            try spreadMoving(line, of: reservation, returnable, .returned) { allocation, quantity in
                Transfer(
                    sku: allocation.sku, quantity: quantity, from: returned.from, to: returned.to, reason: .returnIn,
                    attributes: line.attributes, context: returned.context.naming(reservation.channel),
                    reservation: reservation.id)
            }
        }
        return .done
    }

    /// For `extend` and `commit`: something is held, and its deadline has not come.
    func requireHeld(_ reservation: SimpleReservation) throws(Refused) {
        try require(!hasEnded(reservation), else: .expired(at: reservation.deadline))
        try require(reservation.hasDeadline, else: .alreadyResolved(as: reservation.resolution(at: now)))
    }

    private func hasEnded(_ reservation: SimpleReservation) -> Bool {
        reservation.hasDeadline ? !reservation.isLive(at: now) : reservation.expired > 0
    }

    private func lines(of reservation: SimpleReservation) -> [UInt16] {
        var lines: [UInt16] = []
        for allocation in reservation.allocations where !lines.contains(allocation.line) {
            lines.append(allocation.line)
        }
        return lines
    }

    /// Units of a line in some state; of a line that asks for a kit, kits.
    func sum(
        of reservation: SimpleReservation, line: UInt16, _ part: (Reservation.Allocation) -> Quantity
    ) -> Quantity {
        let allocations = reservation.allocations.filter { $0.line == line }
        guard let kit = reservation.kits.first(where: { $0.line == line }) else {
            return allocations.map(part).reduce(0, +)
        }
        return kit.components
            .map { component in
                allocations.filter { $0.sku == component.sku }.map(part).reduce(0, +) / component.quantity
            }
            .min() ?? 0
    }

    private mutating func transferAll(
        of id: ReservationID, _ part: (Reservation.Allocation) -> Quantity, _ transition: PromiseChange.Transition
    ) {
        for (index, allocation) in (reservations[id]?.allocations ?? []).enumerated() {
            transfer(part(allocation), transition, of: id, allocation: index)
        }
    }

    /// The quantities stated, once each is found to be no more than the line has.
    private func checked(
        _ quantities: [(UInt16, Quantity)], of reservation: SimpleReservation,
        _ part: (Reservation.Allocation) -> Quantity, exceeds: (UInt16, Quantity) -> Refusal
    ) throws(Refused) -> [(UInt16, Quantity)] {
        try requireLines(quantities.count, atMost: CommandLimits.linesMax)
        var seen: Set<UInt16> = []
        for (line, quantity) in quantities {
            try require(quantity > 0, .quantityNotPositive)
            try require(seen.insert(line).inserted, .duplicate)
            try require(lines(of: reservation).contains(line), .unknownLine)
            let there = sum(of: reservation, line: line, part)
            try require(quantity <= there, else: exceeds(line, there))
        }
        return quantities
    }

    /// Which allocations give units of a line: in their order; of a kit, one component after the other, each for whole kits
    /// of one site after the other.
    func shares(
        of reservation: SimpleReservation, line: UInt16, _ quantity: Quantity,
        _ part: (Reservation.Allocation) -> Quantity
    ) -> [(index: Int, quantity: Quantity)] {
        let own = reservation.allocations.enumerated().filter { $0.element.line == line }
        guard let kit = reservation.kits.first(where: { $0.line == line }) else {
            return shares(quantity, of: own, part)
        }
        var open = quantity
        var kitsOfSite: [(allocations: [(offset: Int, element: Reservation.Allocation)], kits: Quantity)] = []
        var seen: [SiteID?] = []
        for (_, allocation) in own where allocation.sku == kit.components[0].sku {
            let site = site(of: allocation)
            guard !seen.contains(site) else { continue }
            seen.append(site)
            let there = own.filter { self.site(of: $0.element) == site }
            let first = there.filter { $0.element.sku == allocation.sku }.map { part($0.element) }.reduce(0, +)
            let kits = min(open, first / kit.components[0].quantity)
            open -= kits
            kitsOfSite.append((there, kits))
        }
        return kit.components.flatMap { component in
            kitsOfSite.flatMap { site in
                let allocations = site.allocations.filter { $0.element.sku == component.sku }
                return shares(site.kits * component.quantity, of: allocations, part)
            }
        }
    }

    private func site(of allocation: Reservation.Allocation) -> SiteID? {
        allocation.isBackorder ? nil : locations[allocation.location]?.site
    }

    private func shares(
        _ quantity: Quantity, of allocations: [(offset: Int, element: Reservation.Allocation)],
        _ part: (Reservation.Allocation) -> Quantity
    ) -> [(index: Int, quantity: Quantity)] {
        var open = quantity
        var shares: [(index: Int, quantity: Quantity)] = []
        for (index, allocation) in allocations {
            let taken = min(open, part(allocation))
            open -= taken
            if taken > 0 { shares.append((index, taken)) }
        }
        return shares
    }

    /// Units of a line go from one state to another.
    private mutating func spread(
        _ quantity: Quantity, of id: ReservationID, line: UInt16, _ part: (Reservation.Allocation) -> Quantity,
        _ transition: PromiseChange.Transition
    ) {
        guard let reservation = reservations[id] else { return }
        for share in shares(of: reservation, line: line, quantity, part) {
            transfer(share.quantity, transition, of: id, allocation: share.index)
        }
    }

    /// The same, with one movement per allocation touched.
    private mutating func spreadMoving(
        _ line: FulfilLine, of reservation: SimpleReservation, _ part: (Reservation.Allocation) -> Quantity,
        _ transition: PromiseChange.Transition, _ moving: (Reservation.Allocation, Quantity) -> Transfer
    ) throws(Refused) {
        for share in shares(of: reservation, line: line.line, line.quantity, part) {
            transfer(share.quantity, transition, of: reservation.id, allocation: share.index)
            try book(moving(reservation.allocations[share.index], share.quantity))
        }
    }
}
