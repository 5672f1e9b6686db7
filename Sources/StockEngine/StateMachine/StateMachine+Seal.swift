import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Ends the active overlay and begins a new one.
    ///
    /// The sealed one is read until `dropSealed`. The new one is that of `spare`, which is empty, if there is one.
    mutating func seal(spare: SealedOverlay?) -> SealedOverlay {
        promisesByLevel.endOverlay(now: now)
        active.sortTables()
        var overlay = spare?.takeOverlay() ?? Overlay(after: sequence, seed: active.seed, expecting: active.expectation)
        overlay.firstSequence = sequence + 1
        overlay.highestReservationBefore = highestReservation
        swap(&overlay, &active)
        let sealed = SealedOverlay(overlay)
        self.sealed = sealed
        sealedDeadlinesSeen = 0
        forgetLevelBelow()
        return sealed
    }
}
