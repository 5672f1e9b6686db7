import StockModel

/// For what is only shown and compared: stops at the largest quantity.
func saturatingSum(_ quantities: [Quantity]) -> Quantity {
    quantities.reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
}

/// For what is kept and asked for: more than can be counted is refused.
func checkedSum(_ quantities: [Quantity]) throws(Refused) -> Quantity {
    var total: Quantity = 0
    for quantity in quantities {
        let (sum, overflow) = total.addingReportingOverflow(quantity)
        try require(!overflow, else: .overflow)
        total = sum
    }
    return total
}

// Every figure is worked out from the movements and the reservations.
extension SimpleStock {
    func onHand(_ sku: SKU, at location: LocationID, asOf last: SequenceNumber = .max) -> Quantity {
        var sum: Quantity = 0
        for movement in movements where movement.sku == sku && movement.id.sequence <= last {
            if movement.from == location { sum -= movement.quantity }
            if movement.to == location { sum += movement.quantity }
        }
        return sum
    }

    func heldLive(_ sku: SKU, at location: LocationID) -> Quantity {
        promised(sku, at: location) { reservation, allocation in
            reservation.isLive(at: now) ? allocation.held : 0
        }
    }

    func committed(_ sku: SKU, at location: LocationID) -> Quantity {
        promised(sku, at: location) { _, allocation in allocation.committed }
    }

    private func promised(
        _ sku: SKU, at location: LocationID, _ part: (SimpleReservation, Reservation.Allocation) -> Quantity
    ) -> Quantity {
        var sum: Quantity = 0
        for reservation in reservations.values where reservation.closedAt == nil {
            for allocation in reservation.allocations where allocation.sku == sku && allocation.location == location {
                sum += part(reservation, allocation)
            }
        }
        return sum
    }

    /// What can be promised or taken away: all that is on hand, at `stock` less what is promised.
    func available(_ sku: SKU, at location: LocationID) -> Quantity {
        let onHand = onHand(sku, at: location)
        guard locations[location]?.kind == .stock else { return onHand }
        return onHand - heldLive(sku, at: location) - committed(sku, at: location)
    }

    /// What a channel may promise of a site: nothing, unless it is one of its sites.
    func free(_ sku: SKU, at site: SiteID, for channel: ChannelDefinition) -> Quantity {
        guard channel.sites.contains(where: { $0.site == site }) else { return 0 }
        let kept = saturatingSum([
            buffer(sku, at: site, for: channel), earmarked(sku, at: site, against: channel.channel),
        ])
        // Where a fact has just taken more than was there, promises will move: no other place is the poorer for it.
        return max(0, saturatingSum(stockLocations(of: site).map { max(0, available(sku, at: $0)) }) - kept)
    }

    /// The site of a location from which something can be promised.
    func stockSite(of location: LocationID) -> SiteID? {
        guard let place = locations[location], place.kind == .stock else { return nil }
        return place.site
    }

    func stockLocations(of site: SiteID) -> [LocationID] {
        locations.values.filter { $0.kind == .stock && $0.site == site }.map(\.location).sorted()
    }

    func newestMovement(_ sku: SKU, at location: LocationID) -> MovementID {
        movements.last { $0.sku == sku && ($0.from == location || $0.to == location) }?.id ?? .none
    }

    func level(_ sku: SKU, at location: LocationID) -> Level {
        Level(
            sku: sku, location: location, onHand: onHand(sku, at: location), held: heldLive(sku, at: location),
            committed: committed(sku, at: location), newestMovement: newestMovement(sku, at: location))
    }
}
