/// A place in the feed: the incarnation of the store (new at every restore) and the last sequence seen.
public struct FeedPosition: Hashable, Sendable {
    public var incarnation: UInt64
    public var sequence: SequenceNumber

    public init(incarnation: UInt64, sequence: SequenceNumber) {
        self.incarnation = incarnation
        self.sequence = sequence
    }
}

/// All that one accepted command changed. Every sequence has exactly one event.
public struct FeedEvent: Hashable, Sendable {
    public var sequence: SequenceNumber
    public var time: Instant
    public var principal: PrincipalID
    public var changes: [Change]
    public var movements: [Movement]

    public init(
        sequence: SequenceNumber, time: Instant, principal: PrincipalID, changes: [Change], movements: [Movement]
    ) {
        self.sequence = sequence
        self.time = time
        self.principal = principal
        self.changes = changes
        self.movements = movements
    }

    /// One thing that is different since the event; units that moved stand in its movements.
    public enum Change: Hashable, Sendable {
        case promise(PromiseChange)
        /// The hold now ends at another time.
        case extended(ReservationID, deadline: Instant)
        /// The document has a new state, whose version is the event's sequence.
        case documentWritten(DocumentKey)
        case documentDeleted(DocumentKey)
        case defined(Definition)
    }
}

/// Units of one allocation that went from one state to another.
public struct PromiseChange: Hashable, Sendable {
    public var reservation: ReservationID
    public var transition: Transition
    public var line: UInt16
    public var sku: SKU
    public var location: LocationID
    public var quantity: Quantity

    /// From which state to which; the numbers are stored and never reused.
    public enum Transition: UInt8, Sendable, CaseIterable {
        case held = 1
        case committed = 2
        case releasedHeld = 3
        case releasedCommitted = 4
        case expired = 5
        case fulfilled = 6
        case returned = 7
        /// Sold at a till: requested and fulfilled at once.
        case sold = 8
    }

    public init(
        reservation: ReservationID, transition: Transition, line: UInt16, sku: SKU, location: LocationID,
        quantity: Quantity
    ) {
        self.reservation = reservation
        self.transition = transition
        self.line = line
        self.sku = sku
        self.location = location
        self.quantity = quantity
    }
}

/// A stretch of the feed, without a gap.
public enum FeedPage: Hashable, Sendable {
    case events([FeedEvent], next: FeedPosition)
    /// What was asked for is no longer kept; the oldest kept sequence is this one.
    case trimmed(oldest: SequenceNumber)
    /// The store was restored since: positions of the old incarnation mean nothing any more.
    case otherIncarnation(current: UInt64)
}
