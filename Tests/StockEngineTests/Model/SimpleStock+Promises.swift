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
        let quantities =
            try commit.quantities.map { given throws(Refused) in
                try checked(given.map { ($0.line, $0.quantity) }, of: reservation, \.held) {
                    .exceedsHeld(line: $0, held: $1)
                }
            } ?? everything(of: reservation, \.held)
        for (line, quantity) in quantities {
            spread(quantity, of: commit.reservation, line: line, \.held, .committed)
        }
        if commit.remainder == .release {
            for line in lines(of: reservation) {
                spread(.max, of: commit.reservation, line: line, \.held, .releasedHeld)
            }
        }
        return .done
    }

    /// What has ended is reserved again where it was, and committed.
    private mutating func revive(_ reservation: SimpleReservation, _ commit: Commit) throws(Refused) -> Outcome {
        guard let channel = channels[reservation.channel] else { throw Refused(.unknownChannel(reservation.channel)) }
        let quantities =
            try commit.quantities.map { given throws(Refused) in
                try checked(given.map { ($0.line, $0.quantity) }, of: reservation) {
                    $0.expired + $0.held
                } exceeds: {
                    .exceedsHeld(line: $0, held: $1)
                }
            } ?? everything(of: reservation) { $0.expired + $0.held }
        var tried = self
        tried.expire(reservation.id)
        for (line, quantity) in quantities {
            tried.spread(quantity, of: reservation.id, line: line, \.expired, .revived)
        }
        let before = reservation.allocations
        let after = tried.reservations[reservation.id]?.allocations ?? []
        let wanted = quantities.flatMap { line, _ in
            after.indices.filter { after[$0].line == line }.map { index in
                (
                    sku: after[index].sku, location: Optional(after[index].location),
                    quantity: after[index].committed - before[index].committed
                )
            }
        }
        .filter { $0.quantity > 0 }
        let short = locatedSums(of: try Demand(wanted), for: channel).filter { $0.availableToSell < $0.requested }
        try require(short.isEmpty, else: .insufficientStock(short))
        self = tried
        reservations[reservation.id]?.generation += 1
        reservations[reservation.id]?.closedAt = nil
        return .done
    }

    mutating func release(_ release: Release) throws(Refused) -> Outcome {
        let reservation = try known(release.reservation)
        let live: (Reservation.Allocation) -> Quantity = { [now] allocation in
            (reservation.isLive(at: now) ? allocation.held : 0) + allocation.committed
        }
        try require(
            reservation.allocations.contains { live($0) > 0 },
            else: .alreadyResolved(as: reservation.resolution(at: now)))
        let quantities =
            try release.quantities.map { given throws(Refused) in
                try checked(given.map { ($0.line, $0.quantity) }, of: reservation, live) {
                    .exceedsHeld(line: $0, held: $1)
                }
            } ?? everything(of: reservation, live)
        for (line, quantity) in quantities {
            var open = quantity
            if reservation.isLive(at: now) {
                open = spread(open, of: release.reservation, line: line, \.held, .releasedHeld)
            }
            spread(open, of: release.reservation, line: line, \.committed, .releasedCommitted)
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
                reservation.held > 0 && reservation.isLive(at: now),
                else: .alreadyResolved(as: reservation.resolution(at: now)))
            throw Refused(.exceedsCommitted(line: 0, committed: 0))
        }
        let lines =
            try fulfil.lines.map { given throws(Refused) in
                _ = try checked(given.map { ($0.line, $0.quantity) }, of: reservation, \.committed) {
                    .exceedsCommitted(line: $0, committed: $1)
                }
                return given
            } ?? everything(of: reservation, \.committed).map { FulfilLine(line: $0, quantity: $1) }
        for line in lines {
            try spreadMoving(line, of: reservation, \.committed, .fulfilled) { allocation, quantity in
                Transfer(
                    sku: allocation.sku, quantity: quantity, from: allocation.location, to: fulfil.to, reason: reason,
                    attributes: line.attributes, context: fulfil.context.naming(reservation.channel),
                    reservation: reservation.id)
            }
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
        try require(reservation.held > 0, else: .alreadyResolved(as: reservation.resolution(at: now)))
    }

    private func hasEnded(_ reservation: SimpleReservation) -> Bool {
        reservation.held > 0 ? !reservation.isLive(at: now) : reservation.expired > 0
    }

    private func lines(of reservation: SimpleReservation) -> [UInt16] {
        var lines: [UInt16] = []
        for allocation in reservation.allocations where !lines.contains(allocation.line) {
            lines.append(allocation.line)
        }
        return lines
    }

    private func sum(
        of reservation: SimpleReservation, line: UInt16, _ part: (Reservation.Allocation) -> Quantity
    ) -> Quantity {
        reservation.allocations.filter { $0.line == line }.map(part).reduce(0, +)
    }

    private func everything(
        of reservation: SimpleReservation, _ part: (Reservation.Allocation) -> Quantity
    ) -> [(UInt16, Quantity)] {
        lines(of: reservation).map { ($0, sum(of: reservation, line: $0, part)) }.filter { $0.1 > 0 }
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

    /// Takes units from the allocations of a line in their order, and says how many were not found.
    @discardableResult
    private mutating func spread(
        _ quantity: Quantity, of id: ReservationID, line: UInt16, _ part: (Reservation.Allocation) -> Quantity,
        _ transition: PromiseChange.Transition
    ) -> Quantity {
        var open = quantity
        for (index, allocation) in (reservations[id]?.allocations ?? []).enumerated() where allocation.line == line {
            let taken = min(open, part(allocation))
            transfer(taken, transition, of: id, allocation: index)
            open -= taken
        }
        return open
    }

    /// The same, with one movement per allocation touched.
    private mutating func spreadMoving(
        _ line: FulfilLine, of reservation: SimpleReservation, _ part: (Reservation.Allocation) -> Quantity,
        _ transition: PromiseChange.Transition, _ moving: (Reservation.Allocation, Quantity) -> Transfer
    ) throws(Refused) {
        var open = line.quantity
        for (index, allocation) in reservation.allocations.enumerated() where allocation.line == line.line {
            let taken = min(open, part(allocation))
            guard taken > 0 else { continue }
            transfer(taken, transition, of: reservation.id, allocation: index)
            try book(moving(allocation, taken))
            open -= taken
        }
    }
}
