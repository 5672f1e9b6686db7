public import StockModel

/// To which moment of its life a store is restored.
public enum RestoreTarget: Sendable, Hashable {
    /// As far as the backup and the archive go.
    case newest
    /// Exactly to this sequence, the last one in it.
    case sequence(SequenceNumber)
    /// To the last batch at this time or before, in engine time.
    case time(Instant)

    /// Whether a store that has come so far is not behind it.
    func isReached(from store: StoreIdentity) -> Bool {
        switch self {
        case .newest: true
        case .sequence(let sequence): store.sequence <= sequence
        case .time(let time): store.time <= time
        }
    }
}
