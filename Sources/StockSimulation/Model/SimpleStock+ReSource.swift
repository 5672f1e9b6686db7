import StockModel

extension SimpleStock {
    mutating func reSource(_ reSource: ReSource) throws(Refused) -> Outcome {
        var reservation = try known(reSource.reservation)
        if let quantity = reSource.quantity { try require(quantity > 0, .quantityNotPositive) }
        let isLive = reservation.held > 0 && reservation.isLive(at: now)
        try require(
            reservation.hasDeadline && reservation.isLive(at: now) || reservation.committed > 0 || reservation.isQueued,
            else: .alreadyResolved(as: reservation.resolution(at: now)))
        try require(reservation.allocations.contains { $0.line == reSource.line }, .unknownLine)
        let isKit = reservation.kits.contains { $0.line == reSource.line }
        try require(!isKit || reSource.quantity == nil, .kitsMoveWhole)
        try require(locations[reSource.to] != nil, else: .unknownLocation(reSource.to))
        guard let channel = channels[reservation.channel] else { throw Refused(.unknownChannel(reservation.channel)) }

        let sources = reservation.allocations.indices.filter {
            reservation.allocations[$0].line == reSource.line && reservation.allocations[$0].location != reSource.to
        }
        var held = sources.map { isLive ? reservation.allocations[$0].held : 0 }
        var committed = sources.map { reservation.allocations[$0].committed }
        let movable = (held + committed).reduce(0, +)
        try require(
            movable > 0 && reSource.quantity ?? 0 <= movable, else: .exceedsHeld(line: reSource.line, held: movable))
        if var rest = reSource.quantity {
            for index in held.indices {
                held[index] = min(rest, held[index])
                rest -= held[index]
            }
            for index in committed.indices {
                committed[index] = min(rest, committed[index])
                rest -= committed[index]
            }
        }

        let site = stockSite(of: reSource.to).flatMap { site in
            channel.sites.contains { $0.site == site } ? site : nil
        }
        var short: [Shortage] = []
        for (index, source) in sources.enumerated() where held[index] + committed[index] > 0 {
            let sku = reservation.allocations[source].sku
            guard !short.contains(where: { $0.sku == sku }) else { continue }
            var wanted: Quantity = 0
            var fromSite: Quantity = 0
            for (other, source) in sources.enumerated() where reservation.allocations[source].sku == sku {
                wanted += held[other] + committed[other]
                if let site, locations[reservation.allocations[source].location]?.site == site {
                    fromSite += held[other] + committed[other]
                }
            }
            let there = site.map { site in
                min(
                    saturatingSum([free(sku, at: site, for: channel), fromSite]),
                    max(0, available(sku, at: reSource.to)))
            }
            if wanted > there ?? 0 {
                short.append(
                    Shortage(sku: sku, location: reSource.to, requested: wanted, availableToSell: there ?? 0))
            }
        }
        try require(short.isEmpty, else: .insufficientStock(short))

        for (index, source) in sources.enumerated() where held[index] + committed[index] > 0 {
            let units = held[index] + committed[index]
            let from = reservation.allocations[source]
            let target = reservation.allocations.place(of: from, at: reSource.to)
            for (place, sign) in [(source, -1), (target, 1)] as [(Int, Quantity)] {
                reservation.allocations[place].held += sign * held[index]
                reservation.allocations[place].committed += sign * committed[index]
                reservation.allocations[place].requested += sign * units
            }
            changes.append(
                .reSourced(
                    PromiseMove(
                        reservation: reservation.id, line: from.line, sku: from.sku, from: from.location,
                        to: reSource.to, held: held[index], committed: committed[index])))
        }
        reservation.allocations.removeAll { $0.requested == 0 }
        reservations[reservation.id] = reservation
        return .done
    }
}

extension [Reservation.Allocation] {
    /// Where units of a line that come from a location stand; a new place at the end where there is none.
    mutating func place(of allocation: Reservation.Allocation, at location: LocationID) -> Int {
        let found = firstIndex {
            $0.line == allocation.line && $0.sku == allocation.sku && $0.location == location && !$0.isBackorder
        }
        if let found { return found }
        append(
            Reservation.Allocation(
                line: allocation.line, sku: allocation.sku, location: location, requested: 0,
                staysAtSite: allocation.staysAtSite))
        return count - 1
    }
}
