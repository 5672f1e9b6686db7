public import StockAPI
public import StockModel

/// A step of a workflow has not happened.
@nonexhaustive
public enum WorkflowFailure: Error, Sendable {
    /// A rule of the workflow does not allow it.
    case rule(any Rule)
    /// The engine does not allow it: a level, a guard, a limit.
    case refused(Refusal)
    /// The stock failed. The remedy stands with the failure.
    case stock(StockFailure)
    /// Others have changed what it was decided by, three times in a row. Remedy: try again.
    ///
    /// The key of a document, or what is defined as people call it: "SKU 4711".
    case changedMeanwhile(String)
    /// The document cannot be read: it is of another kind, or was written by a newer program. Remedy: look at it with
    /// `stockroom inspect document`.
    case unreadable(DocumentKey)
    /// The task was cancelled before the step was sent: nothing was done.
    case cancelled
}

extension WorkflowFailure {
    /// The rule, where one does not allow it.
    public func rule<Broken: Rule>(as kind: Broken.Type = Broken.self) -> Broken? {
        if case .rule(let rule) = self { rule as? Broken } else { nil }
    }
}

extension WorkflowFailure: CustomStringConvertible {
    /// One line for a person, with the remedy.
    public var description: String {
        switch self {
        case .rule(let rule): "\(rule) (\(rule.name)); \(rule.remedy)"
        case .refused(let refusal): "\(refusal.message) (\(refusal.code)); \(refusal.remedy)"
        case .stock(let failure): failure.description
        case .changedMeanwhile(let what):
            "\(what) was changed by others at the same time, three times in a row; try again"
        case .unreadable(let key):
            "\(key) cannot be read as what it should be; look at it with: stockroom inspect document \(key)"
        case .cancelled: "cancelled before anything was sent; nothing was done"
        }
    }
}
