/// Units go from place to place, for one reason, all lines or none.
public struct Move: Hashable, Sendable {
    /// Why the units move.
    public var reason: Reason
    /// The lines, in order.
    public var lines: [MoveLine]
    /// What is said about all movements of the request.
    public var context: MovementContext
    /// Units that reach a sellable place serve promises that wait for them, in order of promise.
    public var servesBackorders: Bool
    /// It has happened already: booked whatever the book says and whoever was promised the units.
    public var fact: Fact?

    /// The defaults.
    public init(
        _ reason: Reason, lines: [MoveLine], context: MovementContext = .init(), servesBackorders: Bool = false,
        fact: Fact? = nil
    ) {
        self.reason = reason
        self.lines = lines
        self.context = context
        self.servesBackorders = servesBackorders
        self.fact = fact
    }
}

/// Units of one SKU that go from one place to another.
public struct MoveLine: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// How many units, greater than zero.
    public var quantity: Quantity
    /// Where the units leave.
    public var from: LocationID
    /// Where the units go.
    public var to: LocationID
    /// What is said about this line.
    public var attributes: LineAttributes

    /// Made of its parts.
    public init(
        _ sku: SKU, quantity: Quantity, from: LocationID, to: LocationID, attributes: LineAttributes = .none
    ) {
        self.sku = sku
        self.quantity = quantity
        self.from = from
        self.to = to
        self.attributes = attributes
    }
}

/// Correct the book at one level by a difference, against a `loss` location.
///
/// Units missing from a shelf go to the quarantine of its site until an approval moves them on to `loss`; units found there
/// need an approval above what the site allows without.
public struct Adjust: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// Which location.
    public var location: LocationID
    /// Units found (positive) or missing (negative); not zero.
    public var difference: Quantity
    /// The `loss` location on the other end.
    public var loss: LocationID
    /// What is said about this line.
    public var attributes: LineAttributes
    /// What is said about all movements of the request.
    public var context: MovementContext

    /// Made of its parts.
    public init(
        _ sku: SKU, at location: LocationID, by difference: Quantity, loss: LocationID,
        attributes: LineAttributes = .none, context: MovementContext = .init()
    ) {
        self.sku = sku
        self.location = location
        self.difference = difference
        self.loss = loss
        self.attributes = attributes
        self.context = context
    }
}

/// What was counted at a location, against the book as it was at a sequence.
///
/// The difference from the book *at that sequence* is applied, so that what was sold while people counted is not lost.
/// Units missing from a shelf go to the quarantine of its site, and units found there wait, unless the transaction has an
/// approval: then the count is accepted, and `loss` is on the other end.
public struct Count: Hashable, Sendable {
    /// Which location.
    public var location: LocationID
    /// The sequence at which the counting began: the book is looked up there.
    public var anchor: SequenceNumber
    /// The lines, in order.
    public var lines: [CountLine]
    /// The `loss` location on the other end.
    public var loss: LocationID
    /// What is said about all movements of the request.
    public var context: MovementContext

    /// Made of its parts.
    public init(
        at location: LocationID, anchor: SequenceNumber, lines: [CountLine], loss: LocationID,
        context: MovementContext = .init()
    ) {
        self.location = location
        self.anchor = anchor
        self.lines = lines
        self.loss = loss
        self.context = context
    }
}

/// What was counted of one SKU.
public struct CountLine: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// Zero or more.
    public var counted: Quantity
    /// What is said about this line.
    public var attributes: LineAttributes

    /// Made of its parts.
    public init(_ sku: SKU, counted: Quantity, attributes: LineAttributes = .none) {
        self.sku = sku
        self.counted = counted
        self.attributes = attributes
    }
}

/// Take back one movement, whole, once.
public struct Reverse: Hashable, Sendable {
    /// Which movement.
    public var movement: MovementID
    /// What is said about all movements of the request.
    public var context: MovementContext

    /// The defaults.
    public init(_ movement: MovementID, context: MovementContext = .init()) {
        self.movement = movement
        self.context = context
    }
}
