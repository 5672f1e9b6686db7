import Synchronization

/// An overlay without content, whose memory is ready to take the active one's place.
///
/// What makes it holds nothing of the store, so a store can be closed and opened again meanwhile.
final class SpareOverlay: Sendable {
    private struct State {
        var overlay: SealedOverlay?
        var isBeingMade = false
        var isBeingEmptied = false

        /// Of two the one with more memory.
        mutating func keep(_ other: SealedOverlay) {
            if other.capacityBytes > overlay?.capacityBytes ?? 0 { overlay = other }
        }
    }

    private let queue: any WorkQueue
    private let state = Mutex(State())

    init(queue: any WorkQueue) { self.queue = queue }

    /// One is being emptied, and `keep` brings it.
    func expect() { state.withLock { $0.isBeingEmptied = true } }

    /// Whether one comes back in a moment.
    var isExpected: Bool { state.withLock { $0.isBeingEmptied } }

    /// Keeps an emptied one, unless there is one with more memory.
    func keep(_ emptied: SealedOverlay) {
        state.withLock { state in
            state.keep(emptied)
            state.isBeingEmptied = false
        }
    }

    /// Nil when there is none.
    func take() -> SealedOverlay? { state.withLock { $0.overlay.take() } }

    /// Memory of its tables; zero when there is none.
    var capacityBytes: Int { state.withLock { $0.overlay?.capacityBytes ?? 0 } }

    /// Makes one beside the engine, unless there is one or it is being made.
    func prepare(seed: UInt64, forChangedBytes bytes: Int) {
        let begins = state.withLock { state in
            guard state.overlay == nil, !state.isBeingMade, !state.isBeingEmptied else { return false }
            state.isBeingMade = true
            return true
        }
        guard begins else { return }
        queue.run { [self] in
            let made = SealedOverlay.spare(seed: seed, forChangedBytes: bytes)
            state.withLock { state in
                state.keep(made)
                state.isBeingMade = false
            }
        }
    }
}
