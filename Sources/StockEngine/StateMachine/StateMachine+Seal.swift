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
