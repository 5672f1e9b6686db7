/// Where a movement stands in the ledger: the sequence of its command and its place within it.
public struct MovementID: Hashable, Comparable, Sendable {
    /// The sequence at which it is true.
    public let sequence: SequenceNumber
    /// The line, counted from zero in the order of the request.
    public let line: UInt16

    /// Made of its parts.
    @inlinable public init(sequence: SequenceNumber, line: UInt16) {
        self.sequence = sequence
        self.line = line
    }

    /// In the order of what they stand for.
    @inlinable public static func < (left: MovementID, right: MovementID) -> Bool {
        left.sequence != right.sequence ? left.sequence < right.sequence : left.line < right.line
    }

    /// Before the first movement of a level.
    public static let none = MovementID(sequence: 0, line: 0)
}

/// What the client says about all the movements of one request.
public struct MovementContext: Hashable, Sendable {
    /// When it happened in the world, as the client says; nil: when the engine accepted it.
    public var occurredAt: Instant?
    /// Days since 1970-01-01 on the site's business calendar; nil: derived from the site's offset and day cut.
    public var businessDate: Int32?
    /// The paper it stands on: a purchase order, a basket, an invoice.
    public var document: DocumentKey?
    /// The channel that promises.
    public var channel: ChannelID?
    /// The retailer's code for how the goods reach the customer (carried out, shipped, picked up …).
    public var fulfilmentMethod: UInt16

    /// Made of its parts.
    public init(
        occurredAt: Instant? = nil, businessDate: Int32? = nil, document: DocumentKey? = nil,
        channel: ChannelID? = nil, fulfilmentMethod: UInt16 = 0
    ) {
        self.occurredAt = occurredAt
        self.businessDate = businessDate
        self.document = document
        self.channel = channel
        self.fulfilmentMethod = fulfilmentMethod
    }
}

/// What the client says about one line.
///
/// Zero is "not stated".
public struct LineAttributes: Hashable, Sendable {
    /// The line of the document.
    public var documentLine: UInt32
    /// The retailer's number of the promotion.
    public var promotion: UInt32
    /// The retailer's number of the category.
    public var category: UInt32
    /// The retailer's number of the brand.
    public var brand: UInt32
    /// Per base unit, in 1/10,000 of the currency unit.
    public var unitCost: Int64

    /// Made of its parts.
    public init(
        documentLine: UInt32 = 0, promotion: UInt32 = 0, category: UInt32 = 0, brand: UInt32 = 0, unitCost: Int64 = 0
    ) {
        self.documentLine = documentLine
        self.promotion = promotion
        self.category = category
        self.brand = brand
        self.unitCost = unitCost
    }

    /// Nothing is stated.
    public static let none = LineAttributes()
}

/// Units that went from one place to another.
///
/// Immutable: a correction is another movement that names this one.
public struct Movement: Hashable, Sendable {
    /// Where it stands in the ledger.
    public var id: MovementID
    /// Which SKU.
    public var sku: SKU
    /// Where the units leave.
    public var from: LocationID
    /// Where the units go.
    public var to: LocationID
    /// Greater than zero.
    public var quantity: Quantity
    /// Why the units move.
    public var reason: Reason
    /// Who asked.
    public var principal: PrincipalID
    /// Engine time of the batch.
    public var time: Instant
    /// When it happened in the world, as the client says.
    public var occurredAt: Instant
    /// Days since 1970-01-01.
    public var businessDate: Int32
    /// The paper it stands on.
    public var document: DocumentKey?
    /// The channel that promises.
    public var channel: ChannelID?
    /// The retailer's code for how the goods reach the customer.
    public var fulfilmentMethod: UInt16
    /// What is said about this line.
    public var attributes: LineAttributes
    /// The reservation or sale that it fulfils, or whose units it brings back.
    public var reservation: ReservationID?
    /// The movement that this one takes back, whole.
    public var corrects: MovementID?
    /// The previous movement of (SKU, from), or `.none`: with `previousTo` the history of a level is a chain.
    public var previousFrom: MovementID
    /// The previous movement of (SKU, to), or `.none`.
    public var previousTo: MovementID

    /// Made of its parts.
    public init(
        id: MovementID, sku: SKU, from: LocationID, to: LocationID, quantity: Quantity, reason: Reason,
        principal: PrincipalID, time: Instant, occurredAt: Instant, businessDate: Int32, document: DocumentKey?,
        channel: ChannelID?, fulfilmentMethod: UInt16, attributes: LineAttributes, reservation: ReservationID?,
        corrects: MovementID?, previousFrom: MovementID, previousTo: MovementID
    ) {
        self.id = id
        self.sku = sku
        self.from = from
        self.to = to
        self.quantity = quantity
        self.reason = reason
        self.principal = principal
        self.time = time
        self.occurredAt = occurredAt
        self.businessDate = businessDate
        self.document = document
        self.channel = channel
        self.fulfilmentMethod = fulfilmentMethod
        self.attributes = attributes
        self.reservation = reservation
        self.corrects = corrects
        self.previousFrom = previousFrom
        self.previousTo = previousTo
    }
}
