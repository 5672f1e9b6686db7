import StockModel

/// An overlay that does not change any more: read by the engine while the checkpoint writes it down.
final class SealedOverlay: @unchecked Sendable {
    // Unchecked, because its tables hold plain memory: it is only read until it is in LMDB, and belongs to the
    // checkpoint's queue from then on.
    private(set) var overlay: Overlay
    let sequence: SequenceNumber
    /// The deadlines that had not come when it was sealed, in order.
    let deadlines: [Int64]

    init(_ overlay: consuming Overlay) {
        sequence = overlay.lastSequence
        deadlines = overlay.deadlines.deadlines()
        self.overlay = overlay
    }

    /// An empty one, with the memory for so many bytes of changes.
    static func spare(seed: UInt64, forChangedBytes bytes: Int) -> SealedOverlay {
        let spare = SealedOverlay(Overlay(after: 0, seed: seed, expecting: Overlay.Expectation(changedBytes: bytes)))
        spare.overlay.touchCapacity()
        return spare
    }

    /// Whether the next overlay is likely to need the memory of this one.
    var isWorthKeeping: Bool { overlay.isWorthKeeping }

    /// Memory that its tables have taken, used or not, about.
    var capacityBytes: Int { overlay.capacityBytes }

    /// Forgets what has been written down, and keeps the memory.
    func removeAll() { overlay.removeAll() }

    /// Gives the overlay away.
    func takeOverlay() -> Overlay {
        var taken = Overlay(after: 0, seed: overlay.seed)
        swap(&taken, &overlay)
        return taken
    }
}
