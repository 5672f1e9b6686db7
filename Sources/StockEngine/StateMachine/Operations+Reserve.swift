import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    mutating func reserve(_ reserve: Reserve, payloadHash: UInt64) throws(Stop) -> ReservationPlan {
        let plan = try plan(of: reserve.channel)
        try check(lineCount: reserve.lines.count, max: CommandLimits.linesMax)
        if let hold = reserve.holdMilliseconds, hold <= 0 { throw .invalid(.holdNotPositive) }
        var isPlain = true
        for line in reserve.lines {
            guard line.quantity > 0 else { throw .invalid(.quantityNotPositive) }
            if try checkActive(line.sku) != .active { isPlain = false }
            if let place = line.location, plan.eligible(place) == nil { _ = try location(place) }
        }
        try check(reserve.sourcing)

        let milliseconds = min(
            reserve.holdMilliseconds ?? plan.definition.defaultHoldMilliseconds,
            plan.definition.longestHoldMilliseconds)
        let deadline = now.advanced(byMilliseconds: milliseconds)
        if isPlain, !plan.limitsHolds, reserve.replaces == nil, let taken = try takeFromOneLevel(reserve, plan: plan) {
            let granted = ReservationPlan(deadline: deadline, allocations: taken)
            try hold(granted, reserve, kits: [], firstHeld: now, payloadHash: payloadHash)
            return granted
        }
        guard reserve.replaces != nil, !active.hasSavepoint else {
            return try reserveByTheRules(reserve, plan, deadline: deadline, payloadHash: payloadHash)
        }
        // What it takes the place of is released before the stock is looked at.
        let savepoint = active.setSavepoint()
        do throws(Stop) {
            let granted = try reserveByTheRules(reserve, plan, deadline: deadline, payloadHash: payloadHash)
            active.forgetSavepoint()
            return granted
        } catch {
            active.rollBack(to: savepoint)
            throw error
        }
    }

    private mutating func reserveByTheRules(
        _ reserve: Reserve, _ plan: ChannelPlan, deadline: Instant, payloadHash: UInt64
    ) throws(Stop) -> ReservationPlan {
        // A component that is not on sale is told before a hold that is to be replaced is looked at.
        let lines = try requestLines(reserve.lines)
        var firstHeld = now
        if let replaced = reserve.replaces { firstHeld = try supersede(replaced, by: reserve) }
        if let max = plan.definition.holdsPerOwnerMax { try checkHolds(of: reserve.owner, plan.channel, max: max) }
        let allocations = try source(lines, reserve, plan: plan)
        var granted = ReservationPlan(deadline: deadline, allocations: allocations)
        if firstHeld != now {
            let longest = plan.definition.longestHoldMilliseconds
            granted.deadline = min(granted.deadline, firstHeld.advanced(byMilliseconds: longest))
            guard granted.deadline > now else { throw .refused(.limit(max: longest)) }
        }
        let kits = lines.compactMap(\.kitLine).filter { kit in allocations.contains { $0.line == kit.line } }
        try hold(granted, reserve, kits: kits, firstHeld: firstHeld, payloadHash: payloadHash)
        return granted
    }

    /// Releases a live hold that a request takes the place of; returns when it was first held.
    private mutating func supersede(_ id: ReservationID, by reserve: Reserve) throws(Stop) -> Instant {
        let index = try knownReservation(id)
        let row = active.reservations[index]
        guard row.owner == reserve.owner.rawValue, row.channel == reserve.channel.rawValue else {
            throw .invalid(.notReplaceable)
        }
        try checkLive(row)
        guard row.committed == 0, row.fulfilled == 0, !row.isQueued else {
            throw .refused(.alreadyResolved(as: row.resolution(at: now)))
        }
        try countingKits(of: index) { machine throws(Stop) in
            try machine.takeAll(of: index, from: \.held, as: .releasedHeld)
            try machine.takeAll(of: index, from: \.waiting, as: .releasedWaiting)
        }
        changeDetails(of: index) { $0.supersededBy = reserve.reservation.rawValue }
        active.reservations[index].isSuperseded = true
        EventBytes.append(.superseded(id, by: reserve.reservation), to: &active.eventBytes)
        return Instant(millisecondsSinceEpoch: row.firstHeld)
    }

    /// The common case, one line at a named location that has it all, without the sums of the general one; else nil.
    @inline(__always)
    private mutating func takeFromOneLevel(_ reserve: Reserve, plan: ChannelPlan) throws(Stop) -> [PlannedAllocation]? {
        guard reserve.lines.count == 1, let place = reserve.lines[0].location,
            let eligible = plan.eligible(place), eligible.hasNoBuffer
        else { return nil }
        let line = reserve.lines[0]
        let row: LevelRow
        do throws(StockFailure) { row = try level(LevelKey(line.sku, place)) } catch { throw .failed(error) }
        guard line.quantity <= available(row) else { return nil }
        return [PlannedAllocation(line: 0, location: place, quantity: line.quantity)]
    }

    /// Counts the live holds of an owner through a channel that limits them.
    ///
    /// Cost: a step per reservation of the owner that is open, or was closed since the checkpoint.
    private mutating func checkHolds(of owner: OwnerID, _ channel: ChannelID, max: UInt32) throws(Stop) {
        guard owner != .nobody else { return }
        var count: UInt32 = 0
        do throws(StockFailure) {
            for id in try openReservations(of: owner) {
                guard let (row, _) = try peekReservation(ReservationID(rawValue: id)),
                    row.owner == owner.rawValue, row.channel == channel.rawValue,
                    row.isLive(at: now)
                else { continue }
                count += 1
            }
        } catch { throw .failed(error) }
        guard count < max else { throw .refused(.tooManyHolds(max: max)) }
    }

    private func check(_ sourcing: Sourcing) throws(Stop) {
        switch sourcing {
        case .bestSingleSite: break
        case .site(let site):
            guard masterData.sites[site] != nil else { throw .refused(.unknownSite(site)) }
        case .wholeOrderFirst(let splitsMax), .byRank(let splitsMax):
            guard splitsMax <= Sourcing.splitsMax else { throw .refused(.limit(max: Int64(Sourcing.splitsMax))) }
        }
    }

    private mutating func hold(
        _ plan: ReservationPlan, _ reserve: Reserve, kits: [KitLine], firstHeld: Instant, payloadHash: UInt64
    ) throws(Stop) {
        var row = ReservationRow(reserve.reservation)
        row.owner = reserve.owner.rawValue
        row.channel = reserve.channel.rawValue
        row.deadline = plan.deadline.millisecondsSinceEpoch
        row.deadlineGranted = row.deadline
        row.firstHeld = firstHeld.millisecondsSinceEpoch
        row.sequence = currentSequence
        row.payloadHash = payloadHash
        var waits = false
        var sum: Quantity = 0
        for allocation in plan.allocations {
            sum = try checkedSum(sum, allocation.quantity)
            if allocation.isBackordered { waits = true }
        }
        // Every level is at hand before the first one changes: a row that cannot be read leaves nothing half done.
        for planned in plan.allocations where plan.allocations.count > 1 && !planned.isBackordered {
            _ = try changingLevel(LevelKey(reserve.sku(of: planned), planned.location))
        }
        if hasPolicies { try bringUses(of: plan, reserve, kits) }
        row.firstAllocation = UInt32(truncatingIfNeeded: active.allocations.count)
        row.allocationCount = UInt16(truncatingIfNeeded: plan.allocations.count)
        for planned in plan.allocations {
            var allocation = AllocationRow(
                line: planned.line, sku: reserve.sku(of: planned), location: planned.location,
                requested: planned.quantity)
            allocation.staysAtSite = reserve.staysAtSite(planned.line)
            if planned.isBackordered {
                allocation.isBackorder = true
                allocation.waiting = planned.quantity
                row.waiting += planned.quantity
            } else {
                allocation.held = planned.quantity
                row.held += planned.quantity
                let level = try changingLevel(allocation.levelKey)
                active.levels[level].held &+= planned.quantity
                notePromised(row, at: allocation.levelKey, isCommitted: false)
            }
            active.allocations.append(allocation)
            EventBytes.append(
                planned.isBackordered ? .backordered : .held, of: planned.quantity, reservation: row.id,
                allocation: allocation, to: &active.eventBytes)
        }
        if hasPolicies { try countHeld(row, kits) }
        if waits || !kits.isEmpty {
            row.hasKits = !kits.isEmpty
            row.keepsGranted = waits
            active.reservationDetails.set(
                row.id, to: ReservationDetails(kits: kits, granted: waits ? plan.allocations : []))
        }
        insertReservation(row)
    }

    private mutating func bringUses(
        of plan: ReservationPlan, _ reserve: Reserve, _ kits: [KitLine]
    ) throws(Stop) {
        do throws(StockFailure) {
            for planned in plan.allocations {
                let site = masterData.site(of: planned.location)
                try count(UseChange(), reserve.sku(of: planned), reserve.channel, at: site)
            }
            for kit in kits { try count(UseChange(), kit.kit, reserve.channel, at: nil) }
        } catch { throw .failed(error) }
    }

    private mutating func countHeld(_ row: ReservationRow, _ kits: [KitLine]) throws(Stop) {
        let channel = ChannelID(rawValue: row.channel)
        let allocations = row.allocations.map { active.allocations[$0] }
        do throws(StockFailure) {
            for allocation in allocations {
                let site = masterData.site(of: LocationID(rawValue: allocation.location))
                try count(UseChange(held: allocation.held), SKU(rawValue: allocation.sku), channel, at: site)
            }
            for kit in kits {
                let units = kit.units(in: allocations) { $0.held }
                try count(UseChange(held: units), kit.kit, channel, at: nil)
            }
        } catch { throw .failed(error) }
    }

    /// A level's place in the active overlay, to change it there.
    @inline(__always)
    mutating func changingLevel(_ key: LevelKey) throws(Stop) -> Int {
        if hasThresholds { touchedSKUs.append(SKU(rawValue: key.sku)) }
        do throws(StockFailure) { return try levelIndex(key) } catch { throw .failed(error) }
    }

    func check(lineCount: Int, max: Int) throws(Stop) {
        guard lineCount <= max else { throw .refused(.limit(max: Int64(max))) }
        guard lineCount > 0 else { throw .invalid(.noLines) }
    }
}

extension Reserve {
    /// The SKU that is taken: the line's own, or the component of its kit.
    @inline(__always)
    fileprivate func sku(of planned: PlannedAllocation) -> SKU {
        if let component = planned.component { return component }
        return lines[Int(planned.line)].sku
    }

    /// The customer has chosen where a line comes from.
    @inline(__always)
    fileprivate func staysAtSite(_ line: UInt16) -> Bool {
        if case .site = sourcing { return true }
        return lines[Int(line)].location != nil
    }
}
