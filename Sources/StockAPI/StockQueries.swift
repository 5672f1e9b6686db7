public import StockModel

/// A stock that takes its questions as values, wherever it runs; the named questions of `StockService` follow from that.
public protocol StockQueries: StockService {
    /// What a question is answered with.
    ///
    /// Throws what the question of that name throws.
    func result(of query: Query) async throws(StockFailure) -> QueryResult
}

extension StockQueries {
    /// See `StockService`.
    public func availability(
        of skus: [SKU], for channel: ChannelID, withReasons: Bool
    ) async throws(StockFailure) -> [Availability] {
        try await availability(of: skus.map { ChannelSKU($0, channel) }, withReasons: withReasons)
    }

    /// See `StockService`.
    public func availability(
        of questions: [ChannelSKU], withReasons: Bool
    ) async throws(StockFailure) -> [Availability] {
        try await ask(.availability(questions, withReasons: withReasons)) {
            if case .availability(let list) = $0 { list } else { nil }
        }
    }

    /// See `StockService`.
    public func availabilityChanges(
        by definitions: [Definition], of questions: [ChannelSKU]
    ) async throws(StockFailure) -> [AvailabilityChange] {
        try await ask(.availabilityChanges(by: definitions, of: questions)) {
            if case .availabilityChanges(let list) = $0 { list } else { nil }
        }
    }

    /// See `StockService`.
    public func policies(of sku: SKU) async throws(StockFailure) -> [ChannelPolicy] {
        try await ask(.policies(of: sku)) { if case .policies(let list) = $0 { list } else { nil } }
    }

    /// See `StockService`.
    public func levels(of sku: SKU) async throws(StockFailure) -> [Level] {
        try await ask(.levels(of: sku)) { if case .levels(let list) = $0 { list } else { nil } }
    }

    /// See `StockService`.
    public func levels(at location: LocationID, after sku: SKU?, limit: Int) async throws(StockFailure) -> [Level] {
        try await ask(.levelsAt(location, after: sku, limit: limit)) {
            if case .levels(let list) = $0 { list } else { nil }
        }
    }

    /// See `StockService`.
    public func reservation(_ id: ReservationID) async throws(StockFailure) -> Reservation? {
        try await ask(.reservation(id)) { if case .reservation(let found) = $0 { .some(found) } else { nil } }
    }

    /// See `StockService`.
    public func reservations(
        of owner: OwnerID, after id: ReservationID?, limit: Int
    ) async throws(StockFailure) -> [Reservation] {
        try await reservations(.reservations(of: owner, after: id, limit: limit))
    }

    /// See `StockService`.
    public func holds(
        at site: SiteID, after last: HoldPosition?, limit: Int
    ) async throws(StockFailure) -> [Reservation] {
        try await reservations(.holds(at: site, after: last, limit: limit))
    }

    /// See `StockService`.
    public func promises(
        of sku: SKU, after id: ReservationID?, limit: Int
    ) async throws(StockFailure) -> [Reservation] {
        try await reservations(.promises(of: sku, after: id, limit: limit))
    }

    /// See `StockService`.
    public func waiting(
        for sku: SKU, after last: WaitingPosition?, limit: Int
    ) async throws(StockFailure) -> [Reservation] {
        try await reservations(.waiting(for: sku, after: last, limit: limit))
    }

    /// See `StockService`.
    public func thresholds(of sku: SKU) async throws(StockFailure) -> [ThresholdState] {
        try await ask(.thresholds(of: sku)) { if case .thresholds(let list) = $0 { list } else { nil } }
    }

    /// See `StockService`.
    public func movements(after id: MovementID, limit: Int) async throws(StockFailure) -> [Movement] {
        try await movements(.movements(after: id, limit: limit))
    }

    /// See `StockService`.
    public func movements(
        of sku: SKU, at location: LocationID, before id: MovementID?, limit: Int
    ) async throws(StockFailure) -> [Movement] {
        try await movements(.movementsOf(sku, at: location, before: id, limit: limit))
    }

    /// See `StockService`.
    public func movements(
        on document: DocumentKey, after id: MovementID, limit: Int
    ) async throws(StockFailure) -> [Movement] {
        try await movements(.movementsOn(document, after: id, limit: limit))
    }

    /// See `StockService`.
    public func book(
        of sku: SKU, at location: LocationID, asOf sequence: SequenceNumber
    ) async throws(StockFailure) -> Quantity {
        try await ask(.book(of: sku, at: location, asOf: sequence)) {
            if case .quantity(let quantity) = $0 { quantity } else { nil }
        }
    }

    /// See `StockService`.
    public func document(_ key: DocumentKey) async throws(StockFailure) -> Document? {
        try await ask(.document(key)) { if case .document(let found) = $0 { .some(found) } else { nil } }
    }

    /// See `StockService`.
    public func documents(_ scan: Scan) async throws(StockFailure) -> Page<Document> {
        try await ask(.documents(scan)) { if case .documents(let page) = $0 { page } else { nil } }
    }

    /// See `StockService`.
    public func documents(byTerm scan: Scan) async throws(StockFailure) -> Page<TermMatch> {
        try await ask(.documentsByTerm(scan)) { if case .termMatches(let page) = $0 { page } else { nil } }
    }

    /// See `StockService`.
    public func definition(of sku: SKU) async throws(StockFailure) -> SKUDefinition? {
        try await ask(.definition(of: sku)) { if case .definition(let found) = $0 { .some(found) } else { nil } }
    }

    /// See `StockService`.
    public func sites() async throws(StockFailure) -> [SiteDefinition] {
        try await ask(.sites) { if case .sites(let list) = $0 { list } else { nil } }
    }

    /// See `StockService`.
    public func locations() async throws(StockFailure) -> [LocationDefinition] {
        try await ask(.locations) { if case .locations(let list) = $0 { list } else { nil } }
    }

    /// See `StockService`.
    public func channels() async throws(StockFailure) -> [ChannelDefinition] {
        try await ask(.channels) { if case .channels(let list) = $0 { list } else { nil } }
    }

    /// See `StockService`.
    public func feed(after position: FeedPosition, limit: Int) async throws(StockFailure) -> FeedPage {
        try await ask(.feed(after: position, limit: limit)) { if case .feed(let page) = $0 { page } else { nil } }
    }

    /// See `StockService`.
    public func statistics() async throws(StockFailure) -> Statistics {
        try await ask(.statistics) { if case .statistics(let statistics) = $0 { statistics } else { nil } }
    }

    private func reservations(_ query: Query) async throws(StockFailure) -> [Reservation] {
        try await ask(query) { if case .reservations(let list) = $0 { list } else { nil } }
    }

    private func movements(_ query: Query) async throws(StockFailure) -> [Movement] {
        try await ask(query) { if case .movements(let list) = $0 { list } else { nil } }
    }

    private func ask<Value>(
        _ query: Query, _ value: (QueryResult) -> Value?
    ) async throws(StockFailure) -> Value {
        guard let value = value(try await result(of: query)) else {
            throw .damaged("a question was answered with a result of another kind")
        }
        return value
    }
}
