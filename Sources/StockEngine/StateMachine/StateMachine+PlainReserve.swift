import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Applies a reserve of one line whose location has all of it, and appends its answer; nil, with nothing changed that
    /// anybody sees, for whatever needs the general rules, refusals above all.
    ///
    /// It does what `apply` would do, without a command, a plan and an outcome in between: they were a quarter of the
    /// engine's time.
    mutating func applyPlainly(_ bytes: RawSpan, answers: inout ByteWriter) -> Applied? {
        guard let reserve = PlainReserve(bytes), !hasPolicies, !hasThresholds,
            isNew(reserve), let deadline = deadline(of: reserve), skuCache[reserve.sku] == .active,
            let level = levelWithAll(of: reserve)
        else { return nil }
        beginCommand()
        let eventStart = active.eventBytes.count
        EventBytes.begin(&active.eventBytes, time: now, principal: reserve.principal)
        var row = ReservationRow(reserve.reservation)
        row.owner = reserve.owner.rawValue
        row.channel = reserve.channel.rawValue
        row.deadline = deadline.millisecondsSinceEpoch
        row.deadlineGranted = row.deadline
        row.firstHeld = now.millisecondsSinceEpoch
        row.sequence = currentSequence
        row.payloadHash = checksum(of: bytes)
        row.firstAllocation = UInt32(truncatingIfNeeded: active.allocations.count)
        row.allocationCount = 1
        row.held = reserve.quantity
        var allocation = AllocationRow(
            line: 0, sku: reserve.sku, location: reserve.location, requested: reserve.quantity)
        // The customer has named the place.
        allocation.staysAtSite = true
        allocation.held = reserve.quantity
        active.levels[level].held &+= reserve.quantity
        notePromised(row, at: allocation.levelKey, isCommitted: false)
        active.allocations.append(allocation)
        EventBytes.append(
            .held, of: reserve.quantity, reservation: row.id, allocation: allocation, to: &active.eventBytes)
        insertReservation(row)
        active.events.append(eventStart)
        sequence += 1
        statistics.accepted += 1
        Answer.encode(
            sequence: sequence, heldUntil: deadline,
            PlannedAllocation(line: 0, location: reserve.location, quantity: reserve.quantity), into: &answers)
        return .accepted
    }

    /// It is neither too old nor too early, and nobody has its id.
    @inline(__always)
    private mutating func isNew(_ reserve: PlainReserve) -> Bool {
        guard reserve.issuedAt.milliseconds(since: now) <= retention.issuedAheadMillisecondsMax,
            now.milliseconds(since: reserve.issuedAt) < retention.requestWindowMilliseconds,
            reserve.issuedAt > requestsForgottenThrough
        else { return false }
        do throws(StockFailure) { return try isFree(reserve.reservation) } catch { return false }
    }

    /// When the hold would end; nil where the channel cannot promise from the location, or not without a closer look.
    @inline(__always)
    private mutating func deadline(of reserve: PlainReserve) -> Instant? {
        guard let plan = masterData.plan(of: reserve.channel), !plan.limitsHolds,
            let eligible = plan.eligible(reserve.location), eligible.hasNoBuffer
        else { return nil }
        let milliseconds = reserve.holdMilliseconds ?? plan.definition.defaultHoldMilliseconds
        guard reserve.holdMilliseconds == nil || milliseconds > 0 else { return nil }
        return now.advanced(byMilliseconds: min(milliseconds, plan.definition.longestHoldMilliseconds))
    }

    /// The place of the level in the active overlay, where it has all that is wanted.
    @inline(__always)
    private mutating func levelWithAll(of reserve: PlainReserve) -> Int? {
        guard reserve.quantity > 0 else { return nil }
        let key = LevelKey(reserve.sku, reserve.location)
        if let index = active.levels.index(of: key) {
            return reserve.quantity <= available(active.levels[index]) ? index : nil
        }
        do throws(StockFailure) {
            guard reserve.quantity <= available(try level(key)) else { return nil }
            return try levelIndex(key)
        } catch { return nil }
    }
}
