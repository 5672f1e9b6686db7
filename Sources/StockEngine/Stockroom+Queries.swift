public import StockAPI
import StockBytes
import StockFiles
import StockJournal
public import StockModel

extension Stockroom {
    /// See `StockService`.
    public func availability(
        of skus: [SKU], for channel: ChannelID, withReasons: Bool
    ) async throws(StockFailure) -> [Availability] {
        try await ask { core throws(StockFailure) in
            try core.machine.availability(of: skus, for: channel, withReasons: withReasons)
        }
    }

    /// See `StockService`.
    public func availability(
        of questions: [ChannelSKU], withReasons: Bool
    ) async throws(StockFailure) -> [Availability] {
        try await ask { core throws(StockFailure) in
            try core.machine.availability(of: questions, withReasons: withReasons)
        }
    }

    /// See `StockService`.
    public func availabilityChanges(
        by definitions: [Definition], of questions: [ChannelSKU]
    ) async throws(StockFailure) -> [AvailabilityChange] {
        try await ask { core throws(StockFailure) in
            try core.machine.availabilityChanges(by: definitions, of: questions)
        }
    }

    /// See `StockService`.
    public func policies(of sku: SKU) async throws(StockFailure) -> [ChannelPolicy] {
        try await ask { core throws(StockFailure) in try core.machine.policies(of: sku) }
    }

    /// See `StockService`.
    public func levels(of sku: SKU) async throws(StockFailure) -> [Level] {
        try await ask { core throws(StockFailure) in try core.machine.levels(of: sku) }
    }

    /// See `StockService`.
    public func levels(
        at location: LocationID, after sku: SKU?, limit: Int
    ) async throws(StockFailure) -> [Level] {
        try await ask { core throws(StockFailure) in
            try core.machine.levels(at: location, after: sku, limit: Self.page(limit))
        }
    }

    /// See `StockService`.
    public func reservation(_ id: ReservationID) async throws(StockFailure) -> Reservation? {
        try await ask { core throws(StockFailure) in try core.machine.reservation(id) }
    }

    /// See `StockService`.
    public func reservations(
        of owner: OwnerID, after id: ReservationID?, limit: Int
    ) async throws(StockFailure) -> [Reservation] {
        try await ask { core throws(StockFailure) in
            try core.machine.reservations(of: owner, after: id, limit: Self.page(limit))
        }
    }

    /// See `StockService`.
    public func holds(
        at site: SiteID, after last: HoldPosition?, limit: Int
    ) async throws(StockFailure) -> [Reservation] {
        try await page(of: PromiseSearch(holdsAt: site, after: last, limit: Self.page(limit)))
    }

    /// See `StockService`.
    public func promises(
        of sku: SKU, after id: ReservationID?, limit: Int
    ) async throws(StockFailure) -> [Reservation] {
        try await page(of: PromiseSearch(promisesOf: sku, after: id, limit: Self.page(limit)))
    }

    /// See `StockService`.
    public func waiting(
        for sku: SKU, after last: WaitingPosition?, limit: Int
    ) async throws(StockFailure) -> [Reservation] {
        try await ask { core throws(StockFailure) in
            try core.machine.waiting(for: sku, after: last, limit: Self.page(limit))
        }
    }

    /// See `StockService`.
    public func thresholds(of sku: SKU) async throws(StockFailure) -> [ThresholdState] {
        try await ask { core throws(StockFailure) in try core.machine.thresholds(of: sku) }
    }

    /// See `StockService`.
    public func movements(after id: MovementID, limit: Int) async throws(StockFailure) -> [Movement] {
        try await ask { core throws(StockFailure) in
            try core.machine.movements(after: id, limit: Self.page(limit))
        }
    }

    /// See `StockService`.
    public func movements(
        of sku: SKU, at location: LocationID, before id: MovementID?, limit: Int
    ) async throws(StockFailure) -> [Movement] {
        try await ask { core throws(StockFailure) in
            try core.machine.movements(of: sku, at: location, before: id, limit: Self.page(limit))
        }
    }

    /// See `StockService`.
    public func movements(
        on document: DocumentKey, after id: MovementID, limit: Int
    ) async throws(StockFailure) -> [Movement] {
        try await ask { core throws(StockFailure) in
            try core.machine.movements(on: document, after: id, limit: Self.page(limit))
        }
    }

    /// See `StockService`.
    public func book(
        of sku: SKU, at location: LocationID, asOf sequence: SequenceNumber
    ) async throws(StockFailure) -> Quantity {
        try await ask { core throws(StockFailure) in
            try core.machine.book(LevelKey(sku, location), asOf: sequence)
        }
    }

    /// See `StockService`.
    public func document(_ key: DocumentKey) async throws(StockFailure) -> Document? {
        try await ask { core throws(StockFailure) in
            guard (1...DocumentKey.bytesMax).contains(key.bytes.count) else { return nil }
            return try core.machine.document(key)
        }
    }

    /// See `StockService`.
    public func documents(_ scan: Scan) async throws(StockFailure) -> Page<Document> {
        try await ask { core throws(StockFailure) in try core.machine.documents(scan) }
    }

    /// See `StockService`.
    public func documents(byTerm scan: Scan) async throws(StockFailure) -> Page<TermMatch> {
        try await ask { core throws(StockFailure) in try core.machine.documents(byTerm: scan) }
    }

    /// See `StockService`.
    public func definition(of sku: SKU) async throws(StockFailure) -> SKUDefinition? {
        try await ask { core throws(StockFailure) in try core.machine.definition(of: sku) }
    }

    /// See `StockService`.
    public func sites() async throws(StockFailure) -> [SiteDefinition] {
        try await ask { core in core.machine.masterData.sites.values.sorted { $0.site < $1.site } }
    }

    /// See `StockService`.
    public func locations() async throws(StockFailure) -> [LocationDefinition] {
        try await ask { core in core.machine.masterData.locations.values.sorted { $0.location < $1.location } }
    }

    /// See `StockService`.
    public func channels() async throws(StockFailure) -> [ChannelDefinition] {
        try await ask { core in core.machine.masterData.channels.values.sorted { $0.channel < $1.channel } }
    }

    /// See `StockService`.
    public func feed(after position: FeedPosition, limit: Int) async throws(StockFailure) -> FeedPage {
        try await ask { core throws(StockFailure) in
            guard position.incarnation == core.incarnation || position.sequence == 0 else {
                return .otherIncarnation(current: core.incarnation)
            }
            let trimmed = core.checkpointed.facts.eventsTrimmed
            guard position.sequence >= trimmed else { return .trimmed(oldest: trimmed + 1) }
            let events = try core.machine.events(after: position.sequence, limit: Self.page(limit))
            let last = events.last?.sequence ?? position.sequence
            return .events(events, next: FeedPosition(incarnation: core.incarnation, sequence: last))
        }
    }

    /// See `StockService`.
    public func statistics() async throws(StockFailure) -> Statistics {
        try await ask { core throws(StockFailure) in try core.statistics() }
    }

    private func page(of search: PromiseSearch) async throws(StockFailure) -> [Reservation] {
        var search = search
        while search.stage != .finished {
            search = try await ask { [search] core throws(StockFailure) in
                var search = search
                try core.machine.advance(&search)
                return search
            }
        }
        return search.page
    }

    private static func page(_ limit: Int) -> Int { min(max(1, limit), Scan.limitMax) }
}
