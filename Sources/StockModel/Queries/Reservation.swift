/// A reservation as it stands, judged at the time of the read.
public struct Reservation: Hashable, Sendable {
    /// Which reservation.
    public var reservation: ReservationID
    /// The channel that promises.
    public var channel: ChannelID
    /// Whose it is.
    public var owner: OwnerID
    /// The end of the hold.
    public var deadline: Instant
    /// When it was first held.
    public var firstHeld: Instant
    /// The sequence of the reserve (or sell) that made it.
    public var sequence: SequenceNumber
    /// One more each time it was reserved anew after its deadline.
    public var generation: UInt16
    /// The reservation that has taken its place.
    public var supersededBy: ReservationID?
    /// What state it is in.
    public var state: State
    /// It was committed, in part or whole: what waits keeps its place in the queue, and no deadline ends it.
    public var isConfirmed: Bool
    /// The lines that ask for a kit, and what the kit was made of when it was reserved.
    public var kits: [KitLine]
    /// Where each unit comes from.
    public var allocations: [Allocation]

    /// What the reservation is: held, committed or waiting while any unit is, else expired, fulfilled or released.
    public enum State: UInt8, Sendable {
        /// Units are held, or wait without having been committed, and the deadline has not passed.
        case held = 1
        /// None is held, some are committed.
        case committed = 2
        /// Everything was fulfilled, or the rest released.
        case fulfilled = 3
        case released = 4
        /// The deadline passed with units still held.
        case expired = 5
        /// None is held or committed, some wait for stock.
        case waiting = 6
    }

    /// One line at one location.
    ///
    /// The quantities after `requested` always add up to it; `returned` is part of `fulfilled`.
    public struct Allocation: Hashable, Sendable {
        /// The line, counted from zero in the order of the request.
        public var line: UInt16
        /// Which SKU.
        public var sku: SKU
        /// Which location.
        public var location: LocationID
        /// What was granted there at first, less what was re-sourced away, and what was re-sourced to there.
        public var requested: Quantity
        /// Units under a hold whose deadline has not passed.
        public var held: Quantity
        /// Units promised to a confirmed order and not yet shipped.
        public var committed: Quantity
        /// Units that left.
        public var fulfilled: Quantity
        /// Units that came back, part of those that left.
        public var returned: Quantity
        /// Units that were given up.
        public var released: Quantity
        /// Units whose hold ended.
        public var expired: Quantity
        /// Units that were not there, and wait; the location is where they may come from, 0 anywhere.
        public var backordered: Quantity
        /// Units that were there, and that a fact has taken away.
        public var short: Quantity
        /// Its units were not there when they were asked for: they wait, or were given up.
        public var isBackorder: Bool
        /// The customer has chosen the site: units of another one do not help.
        public var staysAtSite: Bool

        /// Made of its parts.
        public init(
            line: UInt16, sku: SKU, location: LocationID, requested: Quantity, held: Quantity = 0,
            committed: Quantity = 0, fulfilled: Quantity = 0, returned: Quantity = 0, released: Quantity = 0,
            expired: Quantity = 0, backordered: Quantity = 0, short: Quantity = 0, isBackorder: Bool = false,
            staysAtSite: Bool = false
        ) {
            self.line = line
            self.sku = sku
            self.location = location
            self.requested = requested
            self.held = held
            self.committed = committed
            self.fulfilled = fulfilled
            self.returned = returned
            self.released = released
            self.expired = expired
            self.backordered = backordered
            self.short = short
            self.isBackorder = isBackorder
            self.staysAtSite = staysAtSite
        }
    }

    /// Made of its parts.
    public init(
        reservation: ReservationID, channel: ChannelID, owner: OwnerID, deadline: Instant, firstHeld: Instant,
        sequence: SequenceNumber, generation: UInt16 = 1, supersededBy: ReservationID? = nil, state: State,
        isConfirmed: Bool = false, kits: [KitLine] = [], allocations: [Allocation]
    ) {
        self.reservation = reservation
        self.channel = channel
        self.owner = owner
        self.deadline = deadline
        self.firstHeld = firstHeld
        self.sequence = sequence
        self.generation = generation
        self.supersededBy = supersededBy
        self.state = state
        self.isConfirmed = isConfirmed
        self.kits = kits
        self.allocations = allocations
    }
}
