/// What movements have done to promises.
public struct PromiseEffects: Hashable, Sendable {
    /// Promises that waited, and have units now, in the order in which they were served.
    public var served: [ServedPromise]
    /// Promises that have lost units, in the order in which they lost them.
    public var displaced: [DisplacedPromise]

    /// Made of its parts.
    public init(served: [ServedPromise] = [], displaced: [DisplacedPromise] = []) {
        self.served = served
        self.displaced = displaced
    }

    /// No promise was touched.
    public var isEmpty: Bool { served.isEmpty && displaced.isEmpty }
}

/// A line that waited, and has units committed now.
public struct ServedPromise: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// Whose it is.
    public var owner: OwnerID
    /// The line, counted from zero in the order of the request.
    public var line: UInt16
    /// Units, or kits.
    public var quantity: Quantity

    /// Made of its parts.
    public init(reservation: ReservationID, owner: OwnerID, line: UInt16, quantity: Quantity) {
        self.reservation = reservation
        self.owner = owner
        self.line = line
        self.quantity = quantity
    }
}

/// A line that has lost units at a place, and what became of them.
public struct DisplacedPromise: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// Whose it is.
    public var owner: OwnerID
    /// The line, counted from zero in the order of the request.
    public var line: UInt16
    /// The SKU that the fact was about; of a line of kits a component.
    public var sku: SKU
    /// Where the units were promised from.
    public var location: LocationID
    /// They were committed, not only held.
    public var wasCommitted: Bool
    /// Units, or kits, that come from elsewhere now.
    public var reSourced: Quantity
    /// Units, or kits, that nobody has.
    public var short: Quantity

    /// Made of its parts.
    public init(
        reservation: ReservationID, owner: OwnerID, line: UInt16, sku: SKU, location: LocationID, wasCommitted: Bool,
        reSourced: Quantity, short: Quantity
    ) {
        self.reservation = reservation
        self.owner = owner
        self.line = line
        self.sku = sku
        self.location = location
        self.wasCommitted = wasCommitted
        self.reSourced = reSourced
        self.short = short
    }
}

/// What a count came to.
public struct CountResult: Hashable, Sendable {
    /// Per line of the count, in its order.
    public var lines: [CountedLine]
    /// Promises that have lost units.
    public var displaced: [DisplacedPromise]

    /// Made of its parts.
    public init(lines: [CountedLine], displaced: [DisplacedPromise] = []) {
        self.lines = lines
        self.displaced = displaced
    }
}

/// What a line of a count came to.
public struct CountedLine: Hashable, Sendable {
    /// Counted − book at the anchor.
    public var difference: Quantity
    /// What was done about it.
    public var result: Result

    /// What was done about a difference.
    public enum Result: UInt8, Sendable, CaseIterable {
        /// There is none.
        case agrees = 1
        /// The book says now what was counted, with `loss` on the other end.
        case booked = 2
        /// The missing units went to quarantine, until somebody decides.
        case frozen = 3
        /// Nothing is booked: units were found, or are missing where goods wait for somebody to look at them, and somebody
        /// has to approve it.
        case waits = 4
    }

    /// Made of its parts.
    public init(_ difference: Quantity, _ result: Result) {
        self.difference = difference
        self.result = result
    }
}
