/// What became of a command, and the sequence at which the answer is true: its own when it was accepted, the
/// last one before it when it was refused.
public struct Answer: Hashable, Sendable {
    /// The sequence at which it is true.
    public var sequence: SequenceNumber
    /// What became of it.
    public var outcome: Outcome

    /// Made of its parts.
    public init(sequence: SequenceNumber, outcome: Outcome) {
        self.sequence = sequence
        self.outcome = outcome
    }

    /// Whether the command happened, now or when it was sent first.
    public var isAccepted: Bool {
        if case .refused = outcome { return false }
        return true
    }
}

/// What a command came to, with what its caller has to know.
public enum Outcome: Hashable, Sendable {
    /// The command happened, and there is nothing more to say: `define`, `release`, `fulfil`, `move`, documents …
    case done
    case reserved(ReservationPlan)
    /// The new deadline.
    case extended(Instant)
    case sold(ReservationPlan)
    /// A sale that was a fact, and the promises that have lost units to it.
    case soldAsFact(ReservationPlan, displaced: [DisplacedPromise])
    /// Movements, with the promises that they touched; `done` where they touched none.
    case moved(PromiseEffects)
    case counted(CountResult)
    /// Per operation of a transaction, in its order.
    case transacted([Outcome])
    case refused(Refusal)
}

/// What a reservation promises, as it was granted.
public struct ReservationPlan: Hashable, Sendable {
    /// When the hold ends.
    public var deadline: Instant
    /// Where each unit comes from.
    public var allocations: [PlannedAllocation]

    /// Made of its parts.
    public init(deadline: Instant, allocations: [PlannedAllocation]) {
        self.deadline = deadline
        self.allocations = allocations
    }
}

/// So many units of one line from one location.
public struct PlannedAllocation: Hashable, Sendable {
    /// How many units, greater than zero.
    public var quantity: Quantity
    /// Zero: none.
    ///
    /// No SKU has that number, and an optional would take half as much room again.
    private var componentNumber: UInt64
    /// Which location.
    public var location: LocationID
    /// The line, counted from zero in the order of the request.
    public var line: UInt16
    /// The units are not there: they wait, at the location, or with location 0 anywhere.
    public var isBackordered = false

    /// Of a line that asks for a kit: the SKU that is part of it; else nil, for the line's own SKU.
    public var component: SKU? {
        get { componentNumber == 0 ? nil : SKU(rawValue: componentNumber) }
        set { componentNumber = newValue?.rawValue ?? 0 }
    }

    /// Made of its parts.
    public init(
        line: UInt16, component: SKU? = nil, location: LocationID, quantity: Quantity, isBackordered: Bool = false
    ) {
        self.line = line
        componentNumber = component?.rawValue ?? 0
        self.location = location
        self.quantity = quantity
        self.isBackordered = isBackordered
    }
}
