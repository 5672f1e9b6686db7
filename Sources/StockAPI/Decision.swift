public import StockModel

/// What became of one request: done, with its result, or refused, with the reason.
public enum Decision<Value: Hashable & Sendable>: Hashable, Sendable {
    case accepted(Value, at: SequenceNumber)
    case refused(Refusal, at: SequenceNumber)

    /// The result, or nil when it was refused.
    public var value: Value? {
        if case .accepted(let value, _) = self { value } else { nil }
    }

    /// The refusal, or nil when it was accepted.
    public var refusal: Refusal? {
        if case .refused(let refusal, _) = self { refusal } else { nil }
    }

    /// The sequence at which the answer is true.
    public var sequence: SequenceNumber {
        switch self {
        case .accepted(_, let sequence), .refused(_, let sequence): sequence
        }
    }

    /// Whether it happened.
    public var isAccepted: Bool { value != nil }
}

extension Answer {
    /// Reads the answer as the kind of result that the operation has.
    public func decision<Value>(_ result: (Outcome) -> Value?) -> Decision<Value> {
        if case .refused(let refusal) = outcome { return .refused(refusal, at: sequence) }
        guard let value = result(outcome) else { return .refused(.malformed(at: 0), at: sequence) }
        return .accepted(value, at: sequence)
    }
}

/// The result of an operation that has nothing more to say than that it happened.
public struct Done: Hashable, Sendable {
    /// The defaults.
    public init() {}
}

/// What a sale came to.
public struct Sale: Hashable, Sendable {
    /// What was sold from where.
    public var plan: ReservationPlan
    /// Of a sale that was a fact: the promises that have lost units to it.
    public var displaced: [DisplacedPromise]

    /// Made of its parts.
    public init(plan: ReservationPlan, displaced: [DisplacedPromise]) {
        self.plan = plan
        self.displaced = displaced
    }
}
