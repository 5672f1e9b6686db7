public import StockModel

/// All that can be asked of a stock, wherever it runs: embedded in this process, or behind a server.
///
/// - **Durable answers.** A call returns when what it answers survives a power cut.
/// - **Typed outcomes.** "Only 3 left" is an `Outcome`; "the disk failed" is a thrown `StockFailure`.
/// - **Consistent reads.** Every query sees one sequence; a page says which.
///
/// All calls may be made from any number of tasks at once. A `StockSession` makes the commands for one principal.
public protocol StockService: Sendable {
    /// Does one command, whole or not at all.
    func submit(_ command: Command) async throws(StockFailure) -> Answer

    /// Does independent commands, each with its own answer, in their order.
    func submit(_ commands: [Command]) async throws(StockFailure) -> [Answer]

    /// What a channel may promise of each SKU. Throws `.refused(.unknownChannel)`.
    func availability(of skus: [SKU], for channel: ChannelID, withReasons: Bool) async throws(StockFailure)
        -> [Availability]

    /// What channels may promise, for each SKU and channel asked about, in that order. Throws `.refused(.unknownChannel)`.
    func availability(of questions: [ChannelSKU], withReasons: Bool) async throws(StockFailure) -> [Availability]

    /// A dry run: which of the questions would be answered otherwise if the definitions were accepted now. Nothing is changed.
    ///
    /// Without questions: the SKUs that policies and kits are about, and the kits that these are part of, for every channel.
    /// A channel, a site or a location may change the answer for every SKU: ask about those that matter. Throws `.refused`
    /// with what `define` would refuse.
    func availabilityChanges(
        by definitions: [Definition], of questions: [ChannelSKU]
    ) async throws(StockFailure) -> [AvailabilityChange]

    /// All policies for a SKU, by channel.
    func policies(of sku: SKU) async throws(StockFailure) -> [ChannelPolicy]

    /// All levels of a SKU that ever held a unit, by location.
    func levels(of sku: SKU) async throws(StockFailure) -> [Level]

    /// The levels of one location by SKU, those after `sku`, at most `limit` (1 to 1,000).
    func levels(at location: LocationID, after sku: SKU?, limit: Int) async throws(StockFailure) -> [Level]

    /// Nil when it never was, or was closed longer ago than reservations are kept.
    func reservation(_ id: ReservationID) async throws(StockFailure) -> Reservation?

    /// The owner's reservations with units held or committed, by id, those after `id`.
    func reservations(of owner: OwnerID, after id: ReservationID?, limit: Int) async throws(StockFailure)
        -> [Reservation]

    /// The live holds on units of a site, those that end first coming first. `after` is the last one of the page before.
    ///
    /// A page with fewer than `limit` (1 to 1,000) is the last one. It is put together in steps between other requests,
    /// and shows each hold as it stands at the end.
    func holds(at site: SiteID, after last: HoldPosition?, limit: Int) async throws(StockFailure) -> [Reservation]

    /// The reservations of any channel with units of a SKU held (live) or committed, by id, those after `id`. In a kit, the
    /// SKU is a component.
    ///
    /// A page with fewer than `limit` (1 to 1,000) is the last one. It is put together in steps between other requests,
    /// which look at each live hold, and at commitments until the page is full: those of a SKU have no index.
    func promises(of sku: SKU, after id: ReservationID?, limit: Int) async throws(StockFailure) -> [Reservation]

    /// The reservations with units of a SKU that wait for stock, backordered or short, in order of promise. `after` is the
    /// last one of the page before. In a kit, the SKU is a component.
    ///
    /// Not those that were not committed yet: they have no place in the queue.
    func waiting(for sku: SKU, after last: WaitingPosition?, limit: Int) async throws(StockFailure) -> [Reservation]

    /// The thresholds of a SKU, and on which side of each its stock is, by scope.
    func thresholds(of sku: SKU) async throws(StockFailure) -> [ThresholdState]

    /// Movements by sequence, those after `id`.
    func movements(after id: MovementID, limit: Int) async throws(StockFailure) -> [Movement]

    /// The movements of a level, newest first, those before `id`; nil: from the newest.
    func movements(of sku: SKU, at location: LocationID, before id: MovementID?, limit: Int) async throws(StockFailure)
        -> [Movement]

    /// The movements that stand on a document, oldest first, those after `id`.
    func movements(on document: DocumentKey, after id: MovementID, limit: Int) async throws(StockFailure) -> [Movement]

    /// What was on hand after the command of that sequence. Costs a step per movement of the level since.
    func book(of sku: SKU, at location: LocationID, asOf sequence: SequenceNumber) async throws(StockFailure)
        -> Quantity

    func document(_ key: DocumentKey) async throws(StockFailure) -> Document?

    /// Documents by key.
    func documents(_ scan: Scan) async throws(StockFailure) -> Page<Document>

    /// Documents by term; `Scan`'s bounds are terms.
    func documents(byTerm scan: Scan) async throws(StockFailure) -> Page<TermMatch>

    /// What is defined under a number, or nil.
    func definition(of sku: SKU) async throws(StockFailure) -> SKUDefinition?
    func sites() async throws(StockFailure) -> [SiteDefinition]
    func locations() async throws(StockFailure) -> [LocationDefinition]
    func channels() async throws(StockFailure) -> [ChannelDefinition]

    /// The events after a position, at most `limit` (1 to 1,000). An empty page means there is nothing newer yet.
    ///
    /// From sequence 0 every incarnation is taken: who has seen nothing does not know it yet, and learns it from the page.
    func feed(after position: FeedPosition, limit: Int) async throws(StockFailure) -> FeedPage

    func statistics() async throws(StockFailure) -> Statistics
}
