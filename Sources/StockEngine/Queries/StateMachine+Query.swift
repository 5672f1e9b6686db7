import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Answers what the rows alone can answer.
    ///
    /// - Returns: nil for a question about the store itself, its feed, or one that is answered in steps.
    mutating func result(of query: Query) throws(StockFailure) -> QueryResult? {
        switch query {
        case .availability(let questions, let withReasons):
            .availability(try availability(of: questions, withReasons: withReasons))
        case .availabilityChanges(let definitions, let questions):
            .availabilityChanges(try availabilityChanges(by: definitions, of: questions))
        case .policies(let sku): .policies(try policies(of: sku))
        case .levels(let sku): .levels(try levels(of: sku))
        case .levelsAt(let location, let sku, let limit):
            .levels(try levels(at: location, after: sku, limit: Query.page(limit)))
        case .reservation(let id): .reservation(try reservation(id))
        case .reservations(let owner, let id, let limit):
            .reservations(try reservations(of: owner, after: id, limit: Query.page(limit)))
        case .waiting(let sku, let last, let limit):
            .reservations(try waiting(for: sku, after: last, limit: Query.page(limit)))
        case .thresholds(let sku): .thresholds(try thresholds(of: sku))
        case .movements(let id, let limit): .movements(try movements(after: id, limit: Query.page(limit)))
        case .movementsOf(let sku, let location, let id, let limit):
            .movements(try movements(of: sku, at: location, before: id, limit: Query.page(limit)))
        case .movementsOn(let document, let id, let limit):
            .movements(try movements(on: document, after: id, limit: Query.page(limit)))
        case .book(let sku, let location, let sequence):
            .quantity(try book(LevelKey(sku, location), asOf: sequence))
        case .document(let key): .document(Self.canBeKey(key) ? try document(key) : nil)
        case .documents(let scan): .documents(try documents(scan))
        case .documentsByTerm(let scan): .termMatches(try documents(byTerm: scan))
        case .definition(let sku): .definition(try definition(of: sku))
        case .sites: .sites(masterData.sites.values.sorted { $0.site < $1.site })
        case .locations: .locations(masterData.locations.values.sorted { $0.location < $1.location })
        case .channels: .channels(masterData.channels.values.sorted { $0.channel < $1.channel })
        case .feed, .statistics, .holds, .promises: nil
        }
    }

    private static func canBeKey(_ key: DocumentKey) -> Bool { (1...DocumentKey.bytesMax).contains(key.bytes.count) }

    /// The events after a position, if those of this incarnation are still there: their events are kept no longer up to and
    /// including the sequence `trimmed`.
    mutating func feed(
        after position: FeedPosition, limit: Int, of incarnation: UInt64, trimmed: SequenceNumber
    ) throws(StockFailure) -> FeedPage {
        guard position.incarnation == incarnation || position.sequence == 0 else {
            return .otherIncarnation(current: incarnation)
        }
        guard position.sequence >= trimmed else { return .trimmed(oldest: trimmed + 1) }
        let events = try events(after: position.sequence, limit: limit)
        let last = events.last?.sequence ?? position.sequence
        return .events(events, next: FeedPosition(incarnation: incarnation, sequence: last))
    }
}

extension Query {
    /// The size of a page as it is served: 1 to 1,000.
    static func page(_ limit: Int) -> Int { min(max(1, limit), Scan.limitMax) }
}
