import StockAPI
import StockBytes
import StockModel

extension StateMachine<LMDBRows> {
    /// The sealed overlay is in LMDB: reads find its rows there from here on.
    mutating func dropSealed(_ unmerged: UnmergedLevels) throws(StockFailure) {
        try base.renew(unmerged)
        forgetLevelBelow()
        let highestReservation = try base.highestID(in: .reservations)
        let highestRequest = try base.highestID(in: .requests)
        highestReservationBelow = highestReservation
        highestRequestBelow = highestRequest
        sealed = nil
        earliestDeadlineBelow = .min
    }
}
