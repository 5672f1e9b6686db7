import StockAPI
import StockBytes
import StockModel

extension EngineCore {
    /// Answers a question at this place in the order of the requests.
    mutating func result(of query: Query) throws(StockFailure) -> QueryResult {
        switch query {
        case .availability(let questions, let withReasons):
            .availability(try machine.availability(of: questions, withReasons: withReasons))
        case .availabilityChanges(let definitions, let questions):
            .availabilityChanges(try machine.availabilityChanges(by: definitions, of: questions))
        case .policies(let sku): .policies(try machine.policies(of: sku))
        case .levels(let sku): .levels(try machine.levels(of: sku))
        case .levelsAt(let location, let sku, let limit):
            .levels(try machine.levels(at: location, after: sku, limit: Self.page(limit)))
        case .reservation(let id): .reservation(try machine.reservation(id))
        case .reservations(let owner, let id, let limit):
            .reservations(try machine.reservations(of: owner, after: id, limit: Self.page(limit)))
        case .waiting(let sku, let last, let limit):
            .reservations(try machine.waiting(for: sku, after: last, limit: Self.page(limit)))
        case .thresholds(let sku): .thresholds(try machine.thresholds(of: sku))
        case .movements(let id, let limit): .movements(try machine.movements(after: id, limit: Self.page(limit)))
        case .movementsOf(let sku, let location, let id, let limit):
            .movements(try machine.movements(of: sku, at: location, before: id, limit: Self.page(limit)))
        case .movementsOn(let document, let id, let limit):
            .movements(try machine.movements(on: document, after: id, limit: Self.page(limit)))
        case .book(let sku, let location, let sequence):
            .quantity(try machine.book(LevelKey(sku, location), asOf: sequence))
        case .document(let key): .document(try document(key))
        case .documents(let scan): .documents(try machine.documents(scan))
        case .documentsByTerm(let scan): .termMatches(try machine.documents(byTerm: scan))
        case .definition(let sku): .definition(try machine.definition(of: sku))
        case .sites: .sites(machine.masterData.sites.values.sorted { $0.site < $1.site })
        case .locations: .locations(machine.masterData.locations.values.sorted { $0.location < $1.location })
        case .channels: .channels(machine.masterData.channels.values.sorted { $0.channel < $1.channel })
        case .feed(let position, let limit): .feed(try feed(after: position, limit: Self.page(limit)))
        case .statistics: .statistics(try statistics())
        case .holds, .promises: throw .refused(.malformed(at: 0))
        }
    }

    private mutating func document(_ key: DocumentKey) throws(StockFailure) -> Document? {
        guard (1...DocumentKey.bytesMax).contains(key.bytes.count) else { return nil }
        return try machine.document(key)
    }

    private mutating func feed(after position: FeedPosition, limit: Int) throws(StockFailure) -> FeedPage {
        guard position.incarnation == incarnation || position.sequence == 0 else {
            return .otherIncarnation(current: incarnation)
        }
        let trimmed = checkpointed.facts.eventsTrimmed
        guard position.sequence >= trimmed else { return .trimmed(oldest: trimmed + 1) }
        let events = try machine.events(after: position.sequence, limit: limit)
        let last = events.last?.sequence ?? position.sequence
        return .events(events, next: FeedPosition(incarnation: incarnation, sequence: last))
    }

    /// The size of a page as it is served: 1 to 1,000.
    static func page(_ limit: Int) -> Int { min(max(1, limit), Scan.limitMax) }
}
