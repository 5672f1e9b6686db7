import StockAPI
import StockBytes
import StockModel

/// Units for promises that wait.
extension StateMachine where Base: ~Copyable {
    mutating func allocate(_ allocate: Allocate) throws(Stop) {
        let index = try knownReservation(allocate.reservation)
        let row = active.reservations[index]
        if let quantity = allocate.quantity, quantity <= 0 { throw .invalid(.quantityNotPositive) }
        guard row.allocations.contains(where: { active.allocations[$0].line == allocate.line }) else {
            throw .invalid(.unknownLine)
        }
        _ = try location(allocate.location)
        let site = masterData.site(of: allocate.location)
        let line = waitingLine(allocate.line, of: index, for: site)
        let units = allocate.quantity ?? line.unitsAnywhere
        guard line.unitsAnywhere > 0, units <= line.unitsAnywhere else {
            throw .refused(.exceedsWaiting(line: allocate.line, waiting: line.unitsAnywhere))
        }
        let plan = try plan(of: ChannelID(rawValue: row.channel))
        try checkCaps(of: line, units, plan.channel)
        let short = try shortages(of: line, units, at: allocate.location, plan)
        guard short.isEmpty else { throw .refused(.insufficientStock(short)) }
        guard try commit(units, of: line, index, from: allocate.location, plan) else {
            throw .refused(.limit(max: Int64(CommandLimits.allocationsMax)))
        }
    }

    /// Serves promises that wait for a SKU, in order of promise, with units that a movement has brought to a location.
    mutating func serve(
        _ sku: SKU, at location: LocationID, _ brought: Quantity, _ effects: inout PromiseEffects, seen: inout Int
    ) throws(Stop) {
        var left = brought
        var last: BackorderKey?
        while left > 0, seen < CommandLimits.waitingSeenMax, effects.served.count < CommandLimits.servedMax {
            let wanted = min(max(Int(clamping: left), Self.queuedTogether.lowerBound), Self.queuedTogether.upperBound)
            let limit = min(wanted, CommandLimits.waitingSeenMax - seen)
            let page: [BackorderKey]
            do throws(StockFailure) { page = try queue(of: sku, after: last, limit: limit) } catch {
                throw .failed(error)
            }
            for key in page where left > 0 {
                seen += 1
                try serve(ReservationID(rawValue: key.reservation), sku, at: location, &left, &effects)
            }
            guard page.count == limit else { return }
            last = page.last
        }
    }

    /// How many of a queue are read at once: as many as there are units, within bounds.
    private static var queuedTogether: ClosedRange<Int> { 4...64 }

    private mutating func serve(
        _ id: ReservationID, _ sku: SKU, at location: LocationID, _ left: inout Quantity,
        _ effects: inout PromiseEffects
    ) throws(Stop) {
        let found: Int?
        do throws(StockFailure) { found = try reservationIndex(id) } catch { throw .failed(error) }
        guard let index = found else { return }
        let row = active.reservations[index]
        let plan = try plan(of: ChannelID(rawValue: row.channel))
        guard plan.eligible(location) != nil else { return }
        try bringLevels(of: index)
        var lines: [UInt16] = []
        for allocation in row.allocations {
            let allocation = active.allocations[allocation]
            if allocation.waiting > 0, allocation.sku == sku.rawValue, !lines.contains(allocation.line) {
                lines.append(allocation.line)
            }
        }
        for number in lines where left > 0 && effects.served.count < CommandLimits.servedMax {
            let line = waitingLine(number, of: index, for: masterData.site(of: location))
            let each = line.parts.first { $0.sku == sku }?.quantity ?? 1
            var units = min(line.units, left / each)
            units = min(units, try capsLeave(line, plan.channel))
            units = min(units, try unitsThere(of: line, at: location, plan))
            // One that has no room for more places waits on, and holds up nobody else.
            guard units > 0, try commit(units, of: line, index, from: location, plan) else { continue }
            left -= units * each
            effects.served.append(
                ServedPromise(reservation: id, owner: OwnerID(rawValue: row.owner), line: number, quantity: units))
        }
    }

    // MARK: What the two share

    /// What waits of a line, in whole units of it, anywhere and for units of a site; none while the reservation is not
    /// committed.
    private func waitingLine(_ number: UInt16, of index: Int, for site: SiteID?) -> WaitingLine {
        let row = active.reservations[index]
        let kit = row.hasKits ? kits(of: row.id).first { $0.line == number } : nil
        let sku = row.allocations.map { active.allocations[$0] }.first { $0.line == number }?.sku ?? 0
        let isConfirmed = row.isConfirmed
        return WaitingLine(
            number: number, kit: kit?.kit, site: site,
            parts: kit?.components ?? [KitComponent(SKU(rawValue: sku), quantity: 1)],
            unitsAnywhere: isConfirmed ? sum(ofLine: number, reservation: index) { $0.waiting } : 0,
            units: isConfirmed ? sum(ofLine: number, reservation: index) { waiting(of: $0, for: site) } : 0)
    }

    /// What of an allocation waits for units of a site: nothing, where the customer has chosen another one.
    private func waiting(of allocation: AllocationRow, for site: SiteID?) -> Quantity {
        guard allocation.staysAtSite else { return allocation.waiting }
        return masterData.site(of: LocationID(rawValue: allocation.location)) == site ? allocation.waiting : 0
    }

    private mutating func capsLeave(_ line: WaitingLine, _ channel: ChannelID) throws(Stop) -> Quantity {
        var units = Quantity.max
        do throws(StockFailure) {
            for part in line.capParts {
                if let use = try capUse(part.sku, channel) { units = min(units, use.left / part.quantity) }
            }
        } catch { throw .failed(error) }
        return units
    }

    private mutating func checkCaps(of line: WaitingLine, _ units: Quantity, _ channel: ChannelID) throws(Stop) {
        guard hasPolicies else { return }
        var demand = CapDemand()
        for part in line.capParts { demand.add(try checkedProduct(units, part.quantity), of: part.sku) }
        let exceeded = try exceededCaps(demand, of: channel)
        guard exceeded.isEmpty else { throw .refused(.capExceeded(exceeded)) }
    }

    /// As many units of a line as there are: at the location, or, of kits, at its site.
    private mutating func unitsThere(
        of line: WaitingLine, at location: LocationID, _ plan: ChannelPlan
    ) throws(Stop) -> Quantity {
        var units = Quantity.max
        for part in line.parts {
            units = min(units, try there(of: part.sku, line, at: location, plan) / part.quantity)
        }
        return units
    }

    private mutating func there(
        of sku: SKU, _ line: WaitingLine, at location: LocationID, _ plan: ChannelPlan
    ) throws(Stop) -> Quantity {
        guard let eligible = plan.eligible(location) else { return 0 }
        let site = plan.sites[Int(eligible.site)]
        let each = line.parts.first { $0.sku == sku }?.quantity ?? 1
        do throws(StockFailure) {
            let free = min(try free(sku, at: site, for: plan.channel), line.units * each)
            return line.kit == nil ? min(free, max(0, available(try level(LevelKey(sku, location))))) : free
        } catch { throw .failed(error) }
    }

    private mutating func shortages(
        of line: WaitingLine, _ units: Quantity, at location: LocationID, _ plan: ChannelPlan
    ) throws(Stop) -> [Shortage] {
        var short: [Shortage] = []
        for part in line.parts {
            let wanted = try checkedProduct(units, part.quantity)
            let there = try there(of: part.sku, line, at: location, plan)
            guard wanted > there else { continue }
            short.append(Shortage(sku: part.sku, location: location, requested: wanted, availableToSell: there))
        }
        return short
    }

    /// Commits waiting units of a line: from the location, and of kits from the other places of its site too.
    ///
    /// False, and nothing done, where the reservation would come from more places than one may.
    private mutating func commit(
        _ units: Quantity, of line: WaitingLine, _ index: Int, from location: LocationID, _ plan: ChannelPlan
    ) throws(Stop) -> Bool {
        let row = active.reservations[index]
        let first = Int(row.firstAllocation)
        var allocations = row.allocations.map { active.allocations[$0] }
        var sources = spread(units, ofLine: line.number, reservation: index) { waiting(of: $0, for: line.site) }
            .map { AllocationUnits(index: $0.allocation - first, units: $0.units) }
        let places = try places(units, of: line, from: location, plan)
        _ = allocations.move(&sources, to: places, from: \.waiting, as: \.committed)
        guard allocations.count(where: { $0.requested > 0 }) <= CommandLimits.allocationsMax else { return false }
        try countingKits(of: index) { machine throws(Stop) in
            for place in places {
                try machine.commitLevel(place.units, of: place.sku, at: place.location, plan.channel)
                EventBytes.append(
                    .allocated, of: place.units, reservation: row.id,
                    allocation: AllocationRow(
                        line: line.number, sku: place.sku, location: place.location, requested: place.units),
                    to: &machine.active.eventBytes)
            }
            try machine.replaceAllocations(of: index, with: allocations)
        }
        return true
    }

    private mutating func places(
        _ units: Quantity, of line: WaitingLine, from location: LocationID, _ plan: ChannelPlan
    ) throws(Stop) -> [TakenUnits] {
        guard line.kit != nil, let eligible = plan.eligible(location) else {
            return line.parts.map { TakenUnits(sku: $0.sku, location: location, units: units * $0.quantity) }
        }
        let others = plan.sites[Int(eligible.site)].locations.filter { $0 != location }
        return try places(for: units, of: line.parts, in: [location] + others)
    }

    private mutating func commitLevel(
        _ units: Quantity, of sku: SKU, at location: LocationID, _ channel: ChannelID
    ) throws(Stop) {
        let level = try changingLevel(LevelKey(sku, location))
        active.levels[level].committed &+= units
        do throws(StockFailure) {
            try count(UseChange(committed: units), sku, channel, at: masterData.site(of: location))
        } catch { throw .failed(error) }
    }
}

/// What waits of a line.
private struct WaitingLine {
    var number: UInt16
    /// Nil for a plain SKU.
    var kit: SKU?
    /// The site whose units are looked at.
    var site: SiteID?
    var parts: [KitComponent]
    /// Units of the line that wait, wherever they may come from.
    var unitsAnywhere: Quantity
    /// Those that units of the site may serve.
    var units: Quantity

    /// What each unit of the line takes of which cap.
    var capParts: [KitComponent] { (kit.map { [KitComponent($0, quantity: 1)] } ?? []) + parts }
}
