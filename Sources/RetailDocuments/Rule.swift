/// A rule of a workflow that a request would break: what it says, and what would be needed.
///
/// Each workflow has an enum of its own; a case carries what a person has to know. A rule is an expected answer: nothing
/// has happened, and the same request can be made again when what it needs is there.
public protocol Rule: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name that stays the same whatever it is about, such as `purchase-order.not-draft`.
    var name: String { get }
    /// What is wrong, in a sentence without a full stop.
    var description: String { get }
    /// What would be needed, in a sentence without a full stop.
    var remedy: String { get }
}

/// What a state machine decides, a rule that it throws as the failure of the step.
public func decided<Value, Broken: Rule>(
    _ decide: () throws(Broken) -> Value
) throws(WorkflowFailure) -> Value {
    do throws(Broken) { return try decide() } catch { throw .rule(error) }
}
