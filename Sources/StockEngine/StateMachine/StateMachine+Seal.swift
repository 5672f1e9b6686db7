import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Ends the active overlay and begins a new one.
    ///
    /// The sealed one is read until `dropSealed`.
    mutating func seal() -> SealedOverlay {
        active.sortTables()
        var overlay = Overlay(after: sequence, seed: active.seed, expecting: active.expectation)
        swap(&overlay, &active)
        let sealed = SealedOverlay(overlay)
        self.sealed = sealed
        sealedDeadlinesSeen = 0
        return sealed
    }
}

extension StateMachine<LMDBRows> {
    /// The sealed overlay is in LMDB: reads find its rows there from here on.
    mutating func dropSealed() throws(StockFailure) {
        try base.renew()
        let highestReservation = try base.highestID(in: .reservations)
        let highestRequest = try base.highestID(in: .requests)
        highestReservationBelow = highestReservation
        highestRequestBelow = highestRequest
        sealed = nil
        earliestDeadlineBelow = .min
    }
}
