/// What one request of a rehearsal does.
public enum LoadAction: String, Codable, CodingKeyRepresentable, CaseIterable, Comparable, Sendable {
    /// Asks what a channel may promise.
    case browse
    /// Reserves a cart that is committed or released later, as far as the mix says so.
    case reserve
    /// Commits the oldest cart that is to be committed.
    case commit
    /// Releases the oldest cart that is to be released.
    case release
    /// Reserves a cart that nobody comes back to: it ends at its deadline.
    case abandon
    /// Sells at a till, where the units lie.
    case sell
    /// Receives units from the supplier.
    case receive

    /// In the order in which they are declared.
    public static func < (left: LoadAction, right: LoadAction) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
