import StockAPI
import StockBytes
import StockModel

/// A fact has taken units that were promised: the promises get them elsewhere, or are short of them.
extension StateMachine where Base: ~Copyable {
    /// Takes promises away from a level until no more is promised there than is there: holds first, the latest promise first.
    mutating func displacePromises(
        at level: LevelKey, principal: PrincipalID, _ displaced: inout [DisplacedPromise]
    ) throws(Stop) {
        var missing = try missing(at: level)
        while missing > 0 {
            let latest: (promise: PromiseAtLevel, isCommitted: Bool)?
            do throws(StockFailure) { latest = try latestPromise(at: level) } catch { throw .failed(error) }
            if let latest {
                try displace(latest.promise.id, isCommitted: latest.isCommitted, at: level, principal, &displaced)
            }
            let left = try self.missing(at: level)
            guard left < missing else {
                throw .failed(.damaged("more is promised at location \(level.location) than its reservations say"))
            }
            missing = left
        }
    }

    /// Units that are promised at a level, and are not there.
    private mutating func missing(at level: LevelKey) throws(Stop) -> Quantity {
        let row: LevelRow
        do throws(StockFailure) { row = try self.level(level) } catch { throw .failed(error) }
        return 0 &- available(row)
    }

    private mutating func displace(
        _ id: UInt128, isCommitted: Bool, at level: LevelKey, _ principal: PrincipalID,
        _ displaced: inout [DisplacedPromise]
    ) throws(Stop) {
        let found: Int?
        do throws(StockFailure) { found = try reservationIndex(ReservationID(rawValue: id)) } catch {
            throw .failed(error)
        }
        guard let index = found else { return }
        try bringLevels(of: index)
        var lines: [UInt16] = []
        for allocation in active.reservations[index].allocations {
            let row = active.allocations[allocation]
            if row.levelKey == level, !row.isBackorder, !lines.contains(row.line) { lines.append(row.line) }
        }
        for line in lines {
            let missing = try missing(at: level)
            guard missing > 0 else { break }
            guard let promise = try displace(missing, of: line, index, isCommitted, at: level) else { continue }
            displaced.append(promise)
            try writePaper(on: promise, principal)
        }
        if active.reservations[index].isQueued { noteQueued(index) }
    }

    /// Takes units of one line away; nil when it has none there.
    private mutating func displace(
        _ missing: Quantity, of line: UInt16, _ index: Int, _ isCommitted: Bool, at level: LevelKey
    ) throws(Stop) -> DisplacedPromise? {
        let row = active.reservations[index]
        let kit = row.hasKits ? kits(of: row.id).first { $0.line == line } : nil
        let before = kit.map { kitUses($0, index) }
        let plan = try plan(of: ChannelID(rawValue: row.channel))
        var loss = PromiseLoss(
            allocations: row.allocations.map { active.allocations[$0] }, line: line, kit: kit, level: level,
            isCommitted: isCommitted)
        loss.take(missing) { masterData.site(of: LocationID(rawValue: $0)) }
        guard loss.units > 0 else { return nil }
        for part in loss.taken { try changePromised(part.row, by: -part.units, isCommitted: isCommitted, plan) }
        try findElsewhere(&loss, plan)
        for move in loss.moves {
            try changePromised(move.to, by: move.units, isCommitted: isCommitted, plan)
            // Of a kit that is put together anew at its site some units may stay where they were.
            guard move.from.location != move.to.location else { continue }
            let event = move.event(of: ReservationID(rawValue: row.id), isCommitted: isCommitted)
            EventBytes.append(.reSourced(event), to: &active.eventBytes)
        }
        for part in loss.shortParts() {
            EventBytes.append(
                isCommitted ? .shortCommitted : .shortHeld, of: part.units, reservation: row.id,
                allocation: part.row, to: &active.eventBytes)
        }
        if loss.moves.isEmpty {
            rewriteAllocations(of: index, loss.allocations)
        } else {
            try replaceAllocations(of: index, with: loss.allocations)
        }
        if let kit, let before { try count(kit, before, index, plan.channel) }
        return DisplacedPromise(
            reservation: ReservationID(rawValue: row.id), owner: OwnerID(rawValue: row.owner), line: line,
            sku: SKU(rawValue: level.sku), location: LocationID(rawValue: level.location),
            wasCommitted: isCommitted, reSourced: loss.units - loss.short, short: loss.short)
    }

    /// Site by site in order of rank, as many whole units of the line as each has free.
    private mutating func findElsewhere(_ loss: inout PromiseLoss, _ plan: ChannelPlan) throws(Stop) {
        for site in plan.sites where loss.short > 0 {
            guard !loss.staysAtSite || site.site == loss.site else { continue }
            var units = loss.short
            do throws(StockFailure) {
                for part in loss.parts {
                    units = min(units, try free(part.sku, at: site, for: plan.channel) / part.quantity)
                }
            } catch { throw .failed(error) }
            guard units > 0 else { continue }
            let places = try places(for: units, of: loss.parts, in: site.locations)
            var moved = loss
            moved.move(units, to: places)
            // Places that a reservation has no room for are no help.
            guard moved.allocations.count(where: { $0.requested > 0 }) <= CommandLimits.allocationsMax else { continue }
            loss = moved
        }
    }

    /// Changes what a level and its channel have promised.
    private mutating func changePromised(
        _ allocation: AllocationRow, by units: Quantity, isCommitted: Bool, _ plan: ChannelPlan
    ) throws(Stop) {
        let level = try changingLevel(allocation.levelKey)
        if isCommitted { active.levels[level].committed &+= units } else { active.levels[level].held &+= units }
        guard hasPolicies else { return }
        do throws(StockFailure) {
            try count(
                isCommitted ? UseChange(committed: units) : UseChange(held: units), SKU(rawValue: allocation.sku),
                plan.channel, at: masterData.site(of: LocationID(rawValue: allocation.location)))
        } catch { throw .failed(error) }
    }

    /// The same allocations in other states: nothing comes from elsewhere.
    private mutating func rewriteAllocations(of index: Int, _ list: [AllocationRow]) {
        var row = active.reservations[index]
        row.held = 0
        row.committed = 0
        row.waiting = 0
        for (place, allocation) in zip(row.allocations, list) {
            active.allocations[place] = allocation
            row.held += allocation.held
            row.committed += allocation.committed
            row.waiting += allocation.waiting
        }
        active.reservations[index] = row
    }

    private func kitUses(_ kit: KitLine, _ index: Int) -> UseChange {
        let allocations = active.reservations[index].allocations.map { active.allocations[$0] }
        return UseChange(
            held: kit.units(in: allocations) { $0.held }, committed: kit.units(in: allocations) { $0.committed })
    }

    private mutating func count(
        _ kit: KitLine, _ before: UseChange, _ index: Int, _ channel: ChannelID
    ) throws(Stop) {
        let after = kitUses(kit, index)
        do throws(StockFailure) {
            try count(
                UseChange(held: after.held - before.held, committed: after.committed - before.committed), kit.kit,
                channel, at: nil)
        } catch { throw .failed(error) }
    }
}
