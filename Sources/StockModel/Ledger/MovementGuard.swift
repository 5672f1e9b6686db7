/// A movement that needs a document in the preconditions of its transaction, whoever asks for it.
///
/// The table is closed: what is not in it needs none.
public struct MovementGuard: Hashable, Sendable {
    /// The kinds of place that the units leave.
    public let from: [LocationKind]
    /// The kind of place that they go to.
    public let to: LocationKind
    /// The type of the document.
    public let needs: UInt16
    /// Somebody else has to have changed the document last: two people have looked.
    public let byAnother: Bool
    /// Up to what the site allows, no document is needed.
    public let hasThreshold: Bool

    /// Whether it is about a movement between two kinds of place, for whichever reason.
    public func applies(from: LocationKind, to: LocationKind) -> Bool { self.to == to && self.from.contains(from) }

    /// All of them.
    public static let all = [
        MovementGuard(
            from: [.returns, .quarantine, .damaged, .repair], to: .stock, needs: DocumentType.inspection,
            byAnother: false, hasThreshold: false),
        MovementGuard(
            from: [.loss], to: .stock, needs: DocumentType.approval, byAnother: true, hasThreshold: true),
        MovementGuard(
            from: [.quarantine], to: .loss, needs: DocumentType.approval, byAnother: true, hasThreshold: false),
    ]
}
