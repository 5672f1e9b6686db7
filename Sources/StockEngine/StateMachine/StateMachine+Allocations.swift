import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Gives a reservation other allocations: some of its units come from elsewhere from now on, or wait no longer.
    ///
    /// The plan that was granted at first is kept for retries. Places that are left with nothing go.
    mutating func replaceAllocations(of index: Int, with list: [AllocationRow]) throws(Stop) {
        let kept = list.filter { $0.requested > 0 }
        guard kept.count <= CommandLimits.allocationsMax else {
            throw .refused(.limit(max: Int64(CommandLimits.allocationsMax)))
        }
        keepGranted(of: index)
        var row = active.reservations[index]
        // Rows of the index of commitments that the new list does not name any more.
        if row.isCommittedBelow {
            for allocation in row.allocations {
                active.commitmentsEndedBelow.append((active.allocations[allocation].levelKey, row.id))
            }
        }
        row.firstAllocation = UInt32(truncatingIfNeeded: active.allocations.count)
        row.allocationCount = UInt16(truncatingIfNeeded: kept.count)
        row.held = 0
        row.committed = 0
        row.waiting = 0
        for allocation in kept {
            row.held += allocation.held
            row.committed += allocation.committed
            row.waiting += allocation.waiting
            active.allocations.append(allocation)
            if allocation.held > 0 { notePromised(row, at: allocation.levelKey, isCommitted: false) }
            if allocation.committed > 0 { notePromised(row, at: allocation.levelKey, isCommitted: true) }
        }
        active.reservations[index] = row
    }

    /// Notes what was granted at first, before it cannot be told from the allocations any more.
    private mutating func keepGranted(of index: Int) {
        let row = active.reservations[index]
        guard !row.keepsGranted else { return }
        let granted = plan(of: row).allocations
        changeDetails(of: index) { $0.granted = granted }
        active.reservations[index].keepsGranted = true
    }

    /// Changes what only few reservations have.
    ///
    /// The row has to say that it has it.
    mutating func changeDetails(of index: Int, _ change: (inout ReservationDetails) -> Void) {
        let row = active.reservations[index]
        var details = ReservationDetails()
        if row.hasDetails, case let found?? = active.reservationDetails[row.id] { details = found }
        change(&details)
        active.reservationDetails.set(row.id, to: details)
    }
}
