import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Moves what is held and committed of a line to another location, in one step.
    mutating func reSource(_ reSource: ReSource) throws(Stop) {
        let index = try knownReservation(reSource.reservation)
        let row = active.reservations[index]
        if let quantity = reSource.quantity, quantity <= 0 { throw .invalid(.quantityNotPositive) }
        let holdsLive = row.held > 0 && !row.isPastDue(at: now)
        guard row.isLive(at: now) || row.committed > 0 || row.isQueued else {
            throw .refused(.alreadyResolved(as: row.resolution(at: now)))
        }
        guard row.allocations.contains(where: { active.allocations[$0].line == reSource.line }) else {
            throw .invalid(.unknownLine)
        }
        let kit = row.hasKits ? kits(of: row.id).first { $0.line == reSource.line } : nil
        if kit != nil, reSource.quantity != nil { throw .invalid(.kitsMoveWhole) }
        _ = try location(reSource.to)
        let moves = try moves(reSource, row, holdsLive: holdsLive)
        try checkRoom(for: moves, reSource, row)
        try carryOut(moves, reSource, index)
    }

    private struct AllocationMove {
        var allocation: Int
        var held: Quantity
        var committed: Quantity
        var units: Quantity { held + committed }
    }

    /// Allocation by allocation what leaves it, held units first.
    private func moves(
        _ reSource: ReSource, _ row: ReservationRow, holdsLive: Bool
    ) throws(Stop) -> [AllocationMove] {
        var moves: [AllocationMove] = []
        var movable: Quantity = 0
        for index in row.allocations {
            let allocation = active.allocations[index]
            guard allocation.line == reSource.line, allocation.location != reSource.to.rawValue else { continue }
            let move = AllocationMove(
                allocation: index, held: holdsLive ? allocation.held : 0, committed: allocation.committed)
            guard move.units > 0 else { continue }
            movable &+= move.units
            moves.append(move)
        }
        let wanted = reSource.quantity ?? movable
        guard movable > 0, wanted <= movable else {
            throw .refused(.exceedsHeld(line: reSource.line, held: movable))
        }
        guard reSource.quantity != nil else { return moves }
        var rest = wanted
        for index in moves.indices {
            moves[index].held = min(rest, moves[index].held)
            rest -= moves[index].held
        }
        for index in moves.indices {
            moves[index].committed = min(rest, moves[index].committed)
            rest -= moves[index].committed
        }
        return moves.filter { $0.units > 0 }
    }

    /// The units have to be there, and free for the channel where they come from another site.
    private mutating func checkRoom(
        for moves: [AllocationMove], _ reSource: ReSource, _ row: ReservationRow
    ) throws(Stop) {
        let plan = try plan(of: ChannelID(rawValue: row.channel))
        let eligible = plan.eligible(reSource.to)
        let site = eligible.map { plan.sites[Int($0.site)] }
        var short: [Shortage] = []
        var seen: Set<UInt64> = []
        for move in moves {
            let sku = active.allocations[move.allocation].sku
            guard seen.insert(sku).inserted else { continue }
            var wanted: Quantity = 0
            var fromSite: Quantity = 0
            for other in moves where active.allocations[other.allocation].sku == sku {
                wanted += other.units
                let from = LocationID(rawValue: active.allocations[other.allocation].location)
                if let site, masterData.site(of: from) == site.site { fromSite += other.units }
            }
            var there: Quantity = 0
            do throws(StockFailure) {
                if let site {
                    let free = try free(SKU(rawValue: sku), at: site, for: plan.channel)
                    let level = try level(LevelKey(SKU(rawValue: sku), reSource.to))
                    there = min(saturatingSum(free, fromSite), max(0, available(level)))
                }
            } catch { throw .failed(error) }
            if wanted > there {
                short.append(
                    Shortage(
                        sku: SKU(rawValue: sku), location: reSource.to, requested: wanted, availableToSell: there))
            }
        }
        guard short.isEmpty else { throw .refused(.insufficientStock(short)) }
    }

    private mutating func carryOut(_ moves: [AllocationMove], _ reSource: ReSource, _ index: Int) throws(Stop) {
        let row = active.reservations[index]
        let old = row.allocations.map { active.allocations[$0] }
        var allocations = old
        for move in moves {
            let place = move.allocation - Int(row.firstAllocation)
            let from = old[place]
            let target = allocations.place(of: from, at: reSource.to.rawValue)
            allocations[place].move(-move.held, -move.committed)
            allocations[target].move(move.held, move.committed)
            try moveLevels(from, to: allocations[target], move, ChannelID(rawValue: row.channel))
            let event = PromiseMove(
                reservation: reSource.reservation, line: from.line, sku: SKU(rawValue: from.sku),
                from: LocationID(rawValue: from.location), to: reSource.to, held: move.held, committed: move.committed)
            EventBytes.append(.reSourced(event), to: &active.eventBytes)
        }
        try replaceAllocations(of: index, with: allocations)
    }

    private mutating func moveLevels(
        _ from: AllocationRow, to: AllocationRow, _ move: AllocationMove, _ channel: ChannelID
    ) throws(Stop) {
        let left = try changingLevel(from.levelKey)
        active.levels[left].held &-= move.held
        active.levels[left].committed &-= move.committed
        let there = try changingLevel(to.levelKey)
        active.levels[there].held &+= move.held
        active.levels[there].committed &+= move.committed
        guard hasPolicies else { return }
        do throws(StockFailure) {
            let sku = SKU(rawValue: from.sku)
            try count(
                UseChange(held: -move.held, committed: -move.committed), sku, channel,
                at: masterData.site(of: LocationID(rawValue: from.location)))
            try count(
                UseChange(held: move.held, committed: move.committed), sku, channel,
                at: masterData.site(of: LocationID(rawValue: to.location)))
        } catch { throw .failed(error) }
    }
}

extension AllocationRow {
    /// So many units more that this place has to give.
    fileprivate mutating func move(_ held: Quantity, _ committed: Quantity) {
        self.held += held
        self.committed += committed
        requested += held + committed
    }
}
