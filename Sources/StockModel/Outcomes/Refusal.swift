/// Why a command changed nothing.
///
/// An expected answer, with the data to act on it; the numbers are on the wire.
public enum Refusal: Hashable, Sendable {
    /// Every line that is short, with what could have been had.
    case insufficientStock([Shortage])
    /// There is enough in all, but not at one site, or at as few sites as the splits allow.
    case insufficientSingleLocation([Shortage])
    /// Every SKU of which the channel would promise more than its cap.
    case capExceeded([CapUse])
    /// The owner has as many live holds through the channel as it allows.
    case tooManyHolds(max: UInt32)
    case unknownSKU(SKU)
    case unknownLocation(LocationID)
    case unknownSite(SiteID)
    case unknownChannel(ChannelID)
    case skuInactive(SKU)
    /// No such reservation, movement or document.
    case notFound
    /// The hold ended at this moment.
    case expired(at: Instant)
    case alreadyResolved(as: Resolution)
    /// Another reservation has taken its place.
    case superseded(by: ReservationID)
    case exceedsHeld(line: UInt16, held: Quantity)
    case exceedsCommitted(line: UInt16, committed: Quantity)
    case exceedsReturnable(line: UInt16, returnable: Quantity)
    /// So many units, or kits, of the line wait for stock.
    case exceedsWaiting(line: UInt16, waiting: Quantity)
    /// The level would go below zero, or below what is promised there.
    case wouldGoNegative(sku: SKU, location: LocationID, available: Quantity)
    case versionMismatch(DocumentKey, actual: SequenceNumber?)
    /// A definition is not what the transaction asks for; nil: there is none.
    indirect case definitionMismatch(actual: Definition?)
    /// Such a movement needs a document of this type in the preconditions of its transaction; with `byAnother`, one that
    /// another principal has changed last.
    case guarded(needs: UInt16, byAnother: Bool)
    /// More than this many units may only be found with an approval by another principal.
    case approvalRequired(threshold: Quantity)
    /// The same id came with another payload.
    case idempotencyConflict
    /// Older than this many milliseconds, for which answers are remembered.
    case tooOld(windowMilliseconds: Int64)
    /// The reason does not allow a movement between these two kinds of place.
    case reasonNotAllowed(Reason, from: LocationKind, to: LocationKind)
    /// The movement has been taken back already, by this one.
    case alreadyReversed(by: MovementID)
    /// A kit would contain itself.
    case kitCycle(SKU)
    /// Kits would be nested deeper than this.
    case kitTooDeep(max: UInt8)
    /// Sum or product leaves the range of a 64-bit quantity.
    case overflow
    /// More than this many are not taken.
    case limit(max: Int64)
    /// What was sent makes no sense from this byte on.
    case malformed(at: UInt32)
    /// The request can be read, but asks for something that cannot be.
    case invalid(Invalidity)
    /// No room for new reservations; what is promised can still be released, committed and fulfilled.
    case storageFull
}

/// How a reservation ended.
public enum Resolution: UInt8, Sendable {
    case committed = 1
    case released = 2
    case expired = 3
    case fulfilled = 4
    case accepted = 5
}

/// A SKU of which more was asked than there is.
public struct Shortage: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// The location asked for, where one was.
    public var location: LocationID?
    /// Summed over the lines of the request.
    public var requested: Quantity
    /// What could be had: available to sell.
    public var availableToSell: Quantity

    /// Made of its parts.
    public init(sku: SKU, location: LocationID?, requested: Quantity, availableToSell: Quantity) {
        self.sku = sku
        self.location = location
        self.requested = requested
        self.availableToSell = availableToSell
    }
}

/// A cap, and how much of it is used.
public struct CapUse: Hashable, Sendable {
    /// Which SKU, or which kit.
    public var sku: SKU
    /// The most that the channel may promise.
    public var cap: Quantity
    /// Held, committed and, within its window, sold; more than the cap where that was lowered.
    public var used: Quantity
    /// Summed over the lines of the request; zero in an answer to a question.
    public var requested: Quantity

    /// What the channel may still promise.
    public var left: Quantity { max(0, cap &- used) }

    /// Made of its parts.
    public init(sku: SKU, cap: Quantity, used: Quantity, requested: Quantity = 0) {
        self.sku = sku
        self.cap = cap
        self.used = used
        self.requested = requested
    }
}

/// What is wrong with a request that can be read.
public enum Invalidity: UInt8, Sendable, CaseIterable {
    case noLines = 1
    case quantityNotPositive = 2
    case holdNotPositive = 3
    /// The reservation has no line of that number.
    case unknownLine = 4
    /// The same line, SKU, site or term stands twice where once is meant.
    case duplicate = 5
    case sameEnds = 6
    case locationNotPhysical = 7
    case locationNotLoss = 8
    case differenceIsZero = 9
    case countIsNegative = 10
    /// A count is anchored at a sequence that has not happened yet.
    case anchorInTheFuture = 11
    /// `reverse` is an operation of its own, not a reason to move.
    case reasonIsReverse = 12
    /// Movements of a reservation end with it: use release or return. A reversal is not reversed either.
    case notReversible = 13
    case identifierIsZero = 14
    /// Longer than 255 bytes, or empty.
    case codeLength = 15
    /// Physical locations belong to a site, virtual ones to none.
    case siteOfLocation = 16
    /// The kind and site of a location are for ever: stock may lie there.
    case locationIsFixed = 17
    /// The default hold is longer than the longest.
    case holdsOutOfOrder = 18
    /// Empty, too long, or with a zero byte.
    case keyBytes = 19
    case termBytes = 20
    /// A command carries its request id or a reservation id, not neither where a device mark asks for one.
    case deviceWithoutRequest = 21
    /// A buffer below zero.
    case bufferIsNegative = 22
    /// A request replaces a hold of another owner or channel.
    case notReplaceable = 23
    /// A cap or an earmark below zero.
    case capIsNegative = 24
    /// A window that ends before it begins.
    case windowIsEmpty = 25
    /// A line of kits moves whole, since its components stay together.
    case kitsMoveWhole = 26
    /// A fact says why nobody was asked.
    case factWithoutReason = 27
    /// A threshold, or what may be found without an approval, below zero.
    case thresholdIsNegative = 28
    /// Only the engine writes documents of such a name.
    case keyIsReserved = 29
    /// The command claims to be issued later than a client's clock may be ahead.
    case issuedInTheFuture = 30
}
