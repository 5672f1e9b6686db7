/// A movement that needs a document in the preconditions of its transaction, whoever asks for it.
///
/// The table is closed: what is not in it needs none.
public struct MovementGuard: Hashable, Sendable {
    /// The kinds of place that the units leave.
    public let from: [LocationKind]
    /// The kinds of place that they go to.
    public let to: [LocationKind]
    /// The type of the document.
    public let needs: UInt16
    /// Somebody else has to have changed the document last: two people have looked.
    public let byAnother: Bool
    /// Up to what the site allows, no document is needed.
    public let hasThreshold: Bool
    /// It is about the SKUs alone that need an inspection, by their definition.
    public let isOfSKUsThatNeedInspection: Bool

    /// Whether it is about a movement between two kinds of place, for whichever reason.
    public func applies(from: LocationKind, to: LocationKind) -> Bool {
        self.from.contains(from) && self.to.contains(to)
    }

    /// All of them: goods that somebody has to look at do not reach a shelf unseen, and the book is not changed by one person
    /// alone.
    public static let all = [
        MovementGuard(
            from: LocationKind.underInspection, to: [.stock], needs: DocumentType.inspection, byAnother: false,
            hasThreshold: false, isOfSKUsThatNeedInspection: false),
        MovementGuard(
            from: [.supplier, .receiving, .transform], to: [.stock], needs: DocumentType.inspection, byAnother: false,
            hasThreshold: false, isOfSKUsThatNeedInspection: true),
        MovementGuard(
            from: [.loss], to: LocationKind.allCases.filter(\.isPhysical), needs: DocumentType.approval,
            byAnother: true, hasThreshold: true, isOfSKUsThatNeedInspection: false),
        MovementGuard(
            from: LocationKind.underInspection + [.stock], to: [.loss], needs: DocumentType.approval,
            byAnother: true, hasThreshold: false, isOfSKUsThatNeedInspection: false),
    ]
}
