/// Units go from place to place, for one reason, all lines or none.
public struct Move: Hashable, Sendable {
    public var reason: Reason
    public var lines: [MoveLine]
    public var context: MovementContext

    public init(_ reason: Reason, lines: [MoveLine], context: MovementContext = .init()) {
        self.reason = reason
        self.lines = lines
        self.context = context
    }
}

/// Units of one SKU that go from one place to another.
public struct MoveLine: Hashable, Sendable {
    public var sku: SKU
    public var quantity: Quantity
    public var from: LocationID
    public var to: LocationID
    public var attributes: LineAttributes

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
public struct Adjust: Hashable, Sendable {
    public var sku: SKU
    public var location: LocationID
    /// Units found (positive) or missing (negative); not zero.
    public var difference: Quantity
    public var loss: LocationID
    public var attributes: LineAttributes
    public var context: MovementContext

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
public struct Count: Hashable, Sendable {
    public var location: LocationID
    /// The sequence at which the counting began: the book is looked up there.
    public var anchor: SequenceNumber
    public var lines: [CountLine]
    public var loss: LocationID
    public var context: MovementContext

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
    public var sku: SKU
    /// Zero or more.
    public var counted: Quantity
    public var attributes: LineAttributes

    public init(_ sku: SKU, counted: Quantity, attributes: LineAttributes = .none) {
        self.sku = sku
        self.counted = counted
        self.attributes = attributes
    }
}

/// Take back one movement, whole, once.
public struct Reverse: Hashable, Sendable {
    public var movement: MovementID
    public var context: MovementContext

    public init(_ movement: MovementID, context: MovementContext = .init()) {
        self.movement = movement
        self.context = context
    }
}
