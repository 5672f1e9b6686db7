/// A place in the feed: the incarnation of the store (new at every restore) and the last sequence seen.
public struct FeedPosition: Hashable, Sendable {
    /// Which life of the store: new at every restore.
    public var incarnation: UInt64
    /// The sequence at which it is true.
    public var sequence: SequenceNumber

    /// Made of its parts.
    public init(incarnation: UInt64, sequence: SequenceNumber) {
        self.incarnation = incarnation
        self.sequence = sequence
    }
}

/// All that one accepted command changed.
///
/// Every sequence has exactly one event.
public struct FeedEvent: Hashable, Sendable {
    /// The sequence at which it is true.
    public var sequence: SequenceNumber
    /// Engine time.
    public var time: Instant
    /// Who asked.
    public var principal: PrincipalID
    /// What changed, in order.
    public var changes: [Change]
    /// What moved, in order.
    public var movements: [Movement]

    /// Made of its parts.
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
        /// What it held was released, and another reservation has taken its place.
        case superseded(ReservationID, by: ReservationID)
        /// Units of a promise come from another location from now on.
        case reSourced(PromiseMove)
        /// The document has a new state, whose version is the event's sequence.
        case documentWritten(DocumentKey)
        case documentDeleted(DocumentKey)
        case defined(Definition)
        /// Nobody was asked: the retailer's number for why.
        case fact(reason: UInt16)
        /// The stock of a SKU has crossed a threshold.
        case crossed(ThresholdCrossing)
    }
}

/// The stock of a SKU is on another side of a threshold since the event.
public struct ThresholdCrossing: Hashable, Sendable {
    /// Which SKU, or which kit.
    public var sku: SKU
    /// Where, or for whom.
    public var scope: StockThreshold.Scope
    /// Where it stood.
    public var before: StockState
    /// Where it stands: low, out, or back.
    public var after: StockState
    /// Units that there are now.
    public var units: Quantity

    /// Made of its parts.
    public init(
        sku: SKU, scope: StockThreshold.Scope, before: StockState, after: StockState, units: Quantity
    ) {
        self.sku = sku
        self.scope = scope
        self.before = before
        self.after = after
        self.units = units
    }
}

/// Units of a line that are promised from another place.
public struct PromiseMove: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// The line, counted from zero in the order of the request.
    public var line: UInt16
    /// Which SKU.
    public var sku: SKU
    /// Where they were promised from.
    public var from: LocationID
    /// Where they are promised from now.
    public var to: LocationID
    /// Held units among them.
    public var held: Quantity
    /// Committed units among them.
    public var committed: Quantity

    /// Made of its parts.
    public init(
        reservation: ReservationID, line: UInt16, sku: SKU, from: LocationID, to: LocationID, held: Quantity,
        committed: Quantity
    ) {
        self.reservation = reservation
        self.line = line
        self.sku = sku
        self.from = from
        self.to = to
        self.held = held
        self.committed = committed
    }
}

/// Units of one allocation that went from one state to another.
public struct PromiseChange: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// From which state to which.
    public var transition: Transition
    /// The line, counted from zero in the order of the request.
    public var line: UInt16
    /// Which SKU.
    public var sku: SKU
    /// Which location.
    public var location: LocationID
    /// How many units, greater than zero.
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
        /// Expired, then reserved anew and committed at once.
        case revived = 9
        /// Asked for, and not there: it waits.
        case backordered = 10
        /// Held units that a fact has taken away: the promise is short of them.
        case shortHeld = 11
        /// Committed units that a fact has taken away.
        case shortCommitted = 12
        /// Waited, backordered or short, and is committed now, at this location.
        case allocated = 13
        /// Waited, and was given up.
        case releasedWaiting = 14
        /// Waited, and was not committed by the deadline.
        case expiredWaiting = 15
        /// Expired, and waits again.
        case revivedWaiting = 16
        /// Waits on without a deadline: its reservation was committed.
        case confirmedWaiting = 17
    }

    /// Made of its parts.
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
