import RetailDocuments
public import StockModel

/// What one run has done.
///
/// What the store holds afterwards is another matter: the figures of the format are read from there.
public struct ReplayReport: Equatable, Sendable {
    /// Documents that this run has brought into the store.
    public internal(set) var performed = 0
    /// Documents that were there already, identical: nothing was changed.
    public internal(set) var alreadyThere = 0
    /// Documents that changed nothing, because the store does not take them.
    public internal(set) var notTaken: [NotTaken] = []

    /// A document that the store does not take.
    public struct NotTaken: Equatable, Sendable {
        /// The document's number in the file.
        public let document: String
        /// Where its first row stands.
        public let fileLine: Int
        /// `idempotencyConflict` when another document stands under its number.
        public let refusal: Refusal
    }

    /// Documents under whose number another one stands.
    public var conflicts: Int { notTaken.count { $0.refusal == .idempotencyConflict } }
}

extension ReplayReport.NotTaken: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        if refusal == .idempotencyConflict {
            return "line \(fileLine): IDEMPOTENCY_CONFLICT: another document is stored under the number \(document)"
        }
        return "line \(fileLine): document \(document) was refused: \(refusal.message)"
    }
}
