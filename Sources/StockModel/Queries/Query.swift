/// One question about the stock.
///
/// Nothing is changed by it, and it sees what every command before it has done.
public enum Query: Hashable, Sendable {
    /// What channels may promise, for each SKU and channel, in that order.
    case availability([ChannelSKU], withReasons: Bool)
    /// A dry run: which of the questions would be answered otherwise if the definitions were accepted now.
    case availabilityChanges(by: [Definition], of: [ChannelSKU])
    /// All policies for a SKU, by channel.
    case policies(of: SKU)
    /// All levels of a SKU that ever held a unit, by location.
    case levels(of: SKU)
    /// The levels of one location by SKU, those after a SKU.
    case levelsAt(LocationID, after: SKU?, limit: Int)
    case reservation(ReservationID)
    /// The owner's reservations with units held or committed, by id.
    case reservations(of: OwnerID, after: ReservationID?, limit: Int)
    /// The live holds on units of a site, those that end first coming first.
    case holds(at: SiteID, after: HoldPosition?, limit: Int)
    /// The reservations with units of a SKU held or committed, by id.
    case promises(of: SKU, after: ReservationID?, limit: Int)
    /// The reservations with units of a SKU that wait for stock, in order of promise.
    case waiting(for: SKU, after: WaitingPosition?, limit: Int)
    case thresholds(of: SKU)
    /// Movements by sequence.
    case movements(after: MovementID, limit: Int)
    /// The movements of a level, newest first; nil: from the newest.
    case movementsOf(SKU, at: LocationID, before: MovementID?, limit: Int)
    /// The movements that stand on a document, oldest first.
    case movementsOn(DocumentKey, after: MovementID, limit: Int)
    /// What was on hand after the command of that sequence.
    case book(of: SKU, at: LocationID, asOf: SequenceNumber)
    case document(DocumentKey)
    case documents(Scan)
    case documentsByTerm(Scan)
    case definition(of: SKU)
    case sites
    case locations
    case channels
    case feed(after: FeedPosition, limit: Int)
    case statistics
}

extension Query.Code {
    /// It is put together in steps between other requests, rather than at one place in their order.
    public var isAnsweredInSteps: Bool { self == .holds || self == .promises }
}

/// What a question is answered with.
public enum QueryResult: Hashable, Sendable {
    case availability([Availability])
    case availabilityChanges([AvailabilityChange])
    case policies([ChannelPolicy])
    case levels([Level])
    case reservation(Reservation?)
    case reservations([Reservation])
    case thresholds([ThresholdState])
    case movements([Movement])
    case quantity(Quantity)
    case document(Document?)
    case documents(Page<Document>)
    case termMatches(Page<TermMatch>)
    case definition(SKUDefinition?)
    case sites([SiteDefinition])
    case locations([LocationDefinition])
    case channels([ChannelDefinition])
    case feed(FeedPage)
    case statistics(Statistics)
}
