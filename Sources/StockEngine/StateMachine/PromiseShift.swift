import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// The one place where promised units change their state: allocation, reservation, level and event together, so that
    /// the counters of a level cannot differ from the sums over the reservations.
    @inline(__always)
    mutating func shift(
        _ quantity: Quantity, allocation allocationIndex: Int, reservation index: Int,
        as transition: PromiseChange.Transition
    ) throws(Stop) {
        var allocation = active.allocations[allocationIndex]
        var row = active.reservations[index]
        if transition.isOfWaiting {
            Self.shiftWaiting(quantity, transition, &allocation, &row)
            return finish(quantity, transition, allocation, at: allocationIndex, row, at: index)
        }
        let level = try changingLevel(allocation.levelKey)
        switch transition {
        case .committed:
            allocation.held -= quantity
            allocation.committed += quantity
            row.held -= quantity
            row.committed += quantity
            active.levels[level].held &-= quantity
            active.levels[level].committed &+= quantity
            notePromised(row, at: allocation.levelKey, isCommitted: true)
        case .releasedHeld:
            allocation.held -= quantity
            allocation.released += quantity
            row.held -= quantity
            active.levels[level].held &-= quantity
        case .releasedCommitted:
            allocation.committed -= quantity
            allocation.released += quantity
            row.committed -= quantity
            active.levels[level].committed &-= quantity
        case .expired:
            allocation.held -= quantity
            allocation.expired += quantity
            row.held -= quantity
            row.expired += quantity
            active.levels[level].held &-= quantity
        case .revived:
            allocation.expired -= quantity
            allocation.committed += quantity
            row.expired -= quantity
            row.committed += quantity
            active.levels[level].committed &+= quantity
            notePromised(row, at: allocation.levelKey, isCommitted: true)
        case .fulfilled:
            allocation.committed -= quantity
            allocation.fulfilled += quantity
            row.committed -= quantity
            row.fulfilled += quantity
            active.levels[level].committed &-= quantity
        case .returned:
            allocation.returned += quantity
        case .held, .sold, .backordered, .shortHeld, .shortCommitted, .allocated, .releasedWaiting, .expiredWaiting,
            .revivedWaiting, .confirmedWaiting:
            break
        }
        if hasPolicies { try count(quantity, transition, allocation, ChannelID(rawValue: row.channel)) }
        finish(quantity, transition, allocation, at: allocationIndex, row, at: index)
    }

    /// Units that wait are at no place: no level counts them.
    private static func shiftWaiting(
        _ quantity: Quantity, _ transition: PromiseChange.Transition, _ allocation: inout AllocationRow,
        _ row: inout ReservationRow
    ) {
        switch transition {
        case .releasedWaiting:
            allocation.waiting -= quantity
            allocation.released += quantity
            row.waiting -= quantity
        case .expiredWaiting:
            allocation.waiting -= quantity
            allocation.expired += quantity
            row.waiting -= quantity
            row.expired += quantity
        case .revivedWaiting:
            allocation.expired -= quantity
            allocation.waiting += quantity
            row.expired -= quantity
            row.waiting += quantity
        default: break
        }
    }

    @inline(__always)
    private mutating func finish(
        _ quantity: Quantity, _ transition: PromiseChange.Transition, _ allocation: AllocationRow,
        at allocationIndex: Int, _ changed: ReservationRow, at index: Int
    ) {
        var row = changed
        if !row.isOpen, row.closedAt == 0 { row.closedAt = now.millisecondsSinceEpoch }
        active.allocations[allocationIndex] = allocation
        active.reservations[index] = row
        EventBytes.append(transition, of: quantity, reservation: row.id, allocation: allocation, to: &active.eventBytes)
    }

    private mutating func count(
        _ quantity: Quantity, _ transition: PromiseChange.Transition, _ allocation: AllocationRow, _ channel: ChannelID
    ) throws(Stop) {
        let change: UseChange? =
            switch transition {
            case .committed: UseChange(held: -quantity, committed: quantity)
            case .releasedHeld, .expired: UseChange(held: -quantity)
            case .releasedCommitted: UseChange(committed: -quantity)
            case .revived: UseChange(committed: quantity)
            case .fulfilled: UseChange(committed: -quantity, sold: quantity)
            default: nil
            }
        guard let change else { return }
        let site = masterData.site(of: LocationID(rawValue: allocation.location))
        do throws(StockFailure) {
            try count(change, SKU(rawValue: allocation.sku), channel, at: site)
        } catch { throw .failed(error) }
    }
}

extension PromiseChange.Transition {
    /// Units that wait, before or after it.
    fileprivate var isOfWaiting: Bool {
        switch self {
        case .releasedWaiting, .expiredWaiting, .revivedWaiting: true
        default: false
        }
    }
}
