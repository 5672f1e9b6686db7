/// Promise units to somebody until a deadline.
public struct Reserve: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// The channel that promises.
    public var channel: ChannelID
    /// Whose it is.
    public var owner: OwnerID
    /// The lines, in order.
    public var lines: [ReserveLine]
    /// All or nothing, or what is there.
    public var mode: ReserveMode
    /// Where lines without a location are taken from.
    public var sourcing: Sourcing
    /// How long the hold lasts; nil: the channel's default.
    ///
    /// More than the channel's longest is cut to it.
    public var holdMilliseconds: Int64?
    /// A live hold of the same owner and channel that this one takes the place of.
    ///
    /// Its units count as free for this request, and its first-held time is passed on; when the request is refused, it stays
    /// as it was.
    public var replaces: ReservationID?

    /// Made of its parts.
    public init(
        _ reservation: ReservationID, channel: ChannelID, owner: OwnerID = .nobody, lines: [ReserveLine],
        mode: ReserveMode = .allOrNothing, sourcing: Sourcing = .bestSingleSite, holdMilliseconds: Int64? = nil,
        replaces: ReservationID? = nil
    ) {
        self.reservation = reservation
        self.channel = channel
        self.owner = owner
        self.lines = lines
        self.mode = mode
        self.sourcing = sourcing
        self.holdMilliseconds = holdMilliseconds
        self.replaces = replaces
    }
}

/// So many units of one SKU; lines of the same SKU are summed before they are checked.
public struct ReserveLine: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// Greater than zero.
    public var quantity: Quantity
    /// The sellable location to take it from; nil: the engine chooses.
    public var location: LocationID?

    /// Made of its parts.
    public init(_ sku: SKU, quantity: Quantity, at location: LocationID? = nil) {
        self.sku = sku
        self.quantity = quantity
        self.location = location
    }
}

/// What happens when there is less than was asked for.
public enum ReserveMode: UInt8, Sendable {
    /// Everything, or a refusal that lists every short line.
    case allOrNothing = 1
    /// What is there; refused only when nothing is.
    case partial = 2
    /// What is there is held, and the rest waits for stock, in order of promise, once the reservation is committed.
    ///
    /// For a channel that accepts no backorders: all or nothing.
    case backorder = 3
}

/// Where the lines that name no location are taken from.
public enum Sourcing: Hashable, Sendable {
    /// The best-ranked site of the channel that covers the whole request; in partial mode the one that covers most.
    case bestSingleSite
    /// This site, for pickup there.
    case site(SiteID)
    /// The best-ranked site that covers the whole request; where none does, site after site by rank.
    ///
    /// At most so many splits: one split is two sites. The last site allowed is the best-ranked one that covers the rest.
    case wholeOrderFirst(splitsMax: UInt8)
    /// Site after site by rank from the start, at most so many splits.
    case byRank(splitsMax: UInt8)

    /// The most splits that may be asked for: a request is served by at most 64 sites.
    public static let splitsMax: UInt8 = 63
}

/// Move the deadline: to now + hold, never beyond first held + the channel's longest hold.
public struct Extend: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// Nil: the channel's default.
    public var holdMilliseconds: Int64?

    /// Made of its parts.
    public init(_ reservation: ReservationID, holdMilliseconds: Int64? = nil) {
        self.reservation = reservation
        self.holdMilliseconds = holdMilliseconds
    }
}

/// So many units of one line, counted from zero in the order of the request.
public struct LineQuantity: Hashable, Sendable {
    /// The line, counted from zero in the order of the request.
    public var line: UInt16
    /// How many units, greater than zero.
    public var quantity: Quantity

    /// Made of its parts.
    public init(line: UInt16, quantity: Quantity) {
        self.line = line
        self.quantity = quantity
    }
}

/// Turn held units into committed ones.
public struct Commit: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// Nil: everything that is held.
    public var quantities: [LineQuantity]?
    /// What happens to the units that stay held.
    public var remainder: Remainder
    /// When the deadline has passed: the same lines are reserved anew at the same places and committed.
    ///
    /// For a payment that arrives late. What is not committed stays expired; where units are gone, the refusal names them, so
    /// that the payment can be voided.
    public var revives: Bool

    /// What becomes of held units that are not committed.
    public enum Remainder: UInt8, Sendable {
        case keep = 1
        case release = 2
    }

    /// Made of its parts.
    public init(
        _ reservation: ReservationID, quantities: [LineQuantity]? = nil, remainder: Remainder = .keep,
        revives: Bool = false
    ) {
        self.reservation = reservation
        self.quantities = quantities
        self.remainder = remainder
        self.revives = revives
    }
}

/// Give up a promise: held units first, then committed ones.
public struct Release: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// Nil: everything that is held or committed.
    public var quantities: [LineQuantity]?

    /// Made of its parts.
    public init(_ reservation: ReservationID, quantities: [LineQuantity]? = nil) {
        self.reservation = reservation
        self.quantities = quantities
    }
}

/// Move a promise to another place: at no instant is it promised nowhere.
public struct ReSource: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// The line, counted from zero in the order of the request.
    public var line: UInt16
    /// The sellable location that gives the units from now on.
    public var to: LocationID
    /// Units that lie elsewhere, held ones first; nil: all of them.
    ///
    /// A line of kits moves whole: nil.
    public var quantity: Quantity?

    /// Made of its parts.
    public init(_ reservation: ReservationID, line: UInt16, to: LocationID, quantity: Quantity? = nil) {
        self.reservation = reservation
        self.line = line
        self.to = to
        self.quantity = quantity
    }
}

/// Serve a promise that waits, backordered or short: its units are committed at a place that has them.
public struct Allocate: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// The line, counted from zero in the order of the request.
    public var line: UInt16
    /// Units, or kits; nil: all that wait.
    public var quantity: Quantity?
    /// The sellable location that gives the units; kits take their components from its site, there first.
    public var location: LocationID

    /// Made of its parts.
    public init(_ reservation: ReservationID, line: UInt16, quantity: Quantity? = nil, from location: LocationID) {
        self.reservation = reservation
        self.line = line
        self.quantity = quantity
        self.location = location
    }
}

/// Committed units leave: to the customer, into transit, or to a supplier.
public struct Fulfil: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// Nil: everything that is committed.
    public var lines: [FulfilLine]?
    /// Where the units go.
    public var to: LocationID
    /// What is said about all movements of the request.
    public var context: MovementContext

    /// The defaults.
    public init(
        _ reservation: ReservationID, lines: [FulfilLine]? = nil, to: LocationID, context: MovementContext = .init()
    ) {
        self.reservation = reservation
        self.lines = lines
        self.to = to
        self.context = context
    }
}

/// Units of one line that leave or come back, with what the client says about them.
public struct FulfilLine: Hashable, Sendable {
    /// The line, counted from zero in the order of the request.
    public var line: UInt16
    /// How many units, greater than zero.
    public var quantity: Quantity
    /// What is said about this line.
    public var attributes: LineAttributes

    /// Made of its parts.
    public init(line: UInt16, quantity: Quantity, attributes: LineAttributes = .none) {
        self.line = line
        self.quantity = quantity
        self.attributes = attributes
    }
}

/// Fulfilled units come back, into a `returns` (or `quarantine`) location.
///
/// Counts on the line they were sold on.
public struct ReturnGoods: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// The lines, in order.
    public var lines: [FulfilLine]
    /// Where the units leave.
    public var from: LocationID
    /// Where the units go.
    public var to: LocationID
    /// What is said about all movements of the request.
    public var context: MovementContext

    /// Made of its parts.
    public init(
        _ reservation: ReservationID, lines: [FulfilLine], from: LocationID, to: LocationID,
        context: MovementContext = .init()
    ) {
        self.reservation = reservation
        self.lines = lines
        self.from = from
        self.to = to
        self.context = context
    }
}

/// Reserve, commit and fulfil in one: a till.
///
/// Refused when units are promised to others, unless it is a fact.
public struct Sell: Hashable, Sendable {
    /// The sale's id, under which units can be returned later.
    public var reservation: ReservationID
    /// The channel that promises.
    public var channel: ChannelID
    /// Whose it is.
    public var owner: OwnerID
    /// The lines, in order.
    public var lines: [SellLine]
    /// Where the units go.
    public var to: LocationID
    /// What is said about all movements of the request.
    public var context: MovementContext
    /// The goods are gone already: booked whatever the book says and whoever was promised them.
    public var fact: Fact?

    /// Made of its parts.
    public init(
        _ reservation: ReservationID, channel: ChannelID, owner: OwnerID = .nobody, lines: [SellLine], to: LocationID,
        context: MovementContext = .init(), fact: Fact? = nil
    ) {
        self.reservation = reservation
        self.channel = channel
        self.owner = owner
        self.lines = lines
        self.to = to
        self.context = context
        self.fact = fact
    }
}

/// Units of one SKU that are sold from where they lie.
public struct SellLine: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// How many units, greater than zero.
    public var quantity: Quantity
    /// Which location.
    public var location: LocationID
    /// What is said about this line.
    public var attributes: LineAttributes

    /// Made of its parts.
    public init(_ sku: SKU, quantity: Quantity, at location: LocationID, attributes: LineAttributes = .none) {
        self.sku = sku
        self.quantity = quantity
        self.location = location
        self.attributes = attributes
    }
}
