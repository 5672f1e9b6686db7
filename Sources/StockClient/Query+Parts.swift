import StockAPI
import StockModel

extension StockroomClient {
    /// Asks for a page in halves, where one frame cannot hold it.
    func resultInParts(of query: Query, tooLong: StockFailure) async throws(StockFailure) -> QueryResult {
        guard let limit = query.pageLimit, limit > 1 else { throw tooLong }
        let first = try await result(of: query.with(limit: limit / 2))
        // A page that is not full is the last one; and where a page ends by a cursor, a short one is as good.
        guard first.elementCount == limit / 2, let rest = query.following(first, limit: limit - limit / 2) else {
            return first
        }
        return first.followed(by: try await result(of: rest))
    }
}

extension Query {
    /// The question for the first SKUs and that for the others, where there are more than a frame can count; else nil.
    func split(at most: Int) -> (first: Query, rest: Query)? {
        switch self {
        case .availability(let questions, let withReasons) where questions.count > most:
            (
                .availability(Array(questions.prefix(most)), withReasons: withReasons),
                .availability(Array(questions.dropFirst(most)), withReasons: withReasons)
            )
        case .availabilityChanges(let definitions, let questions) where questions.count > most:
            (
                .availabilityChanges(by: definitions, of: Array(questions.prefix(most))),
                .availabilityChanges(by: definitions, of: Array(questions.dropFirst(most)))
            )
        default: nil
        }
    }

    /// The most that the page may have, where the question is for a page.
    fileprivate var pageLimit: Int? {
        switch self {
        case .levelsAt(_, _, let limit), .reservations(_, _, let limit), .holds(_, _, let limit),
            .promises(_, _, let limit), .waiting(_, _, let limit), .movements(_, let limit),
            .movementsOf(_, _, _, let limit), .movementsOn(_, _, let limit), .feed(_, let limit):
            limit
        case .documents(let scan), .documentsByTerm(let scan): scan.limit
        default: nil
        }
    }

    fileprivate func with(limit: Int) -> Query {
        switch self {
        case .levelsAt(let location, let sku, _): .levelsAt(location, after: sku, limit: limit)
        case .reservations(let owner, let id, _): .reservations(of: owner, after: id, limit: limit)
        case .holds(let site, let last, _): .holds(at: site, after: last, limit: limit)
        case .promises(let sku, let id, _): .promises(of: sku, after: id, limit: limit)
        case .waiting(let sku, let last, _): .waiting(for: sku, after: last, limit: limit)
        case .movements(let id, _): .movements(after: id, limit: limit)
        case .movementsOf(let sku, let location, let id, _): .movementsOf(sku, at: location, before: id, limit: limit)
        case .movementsOn(let key, let id, _): .movementsOn(key, after: id, limit: limit)
        case .feed(let position, _): .feed(after: position, limit: limit)
        case .documents(var scan):
            .documents(scan.limited(to: limit))
        case .documentsByTerm(var scan):
            .documentsByTerm(scan.limited(to: limit))
        default: self
        }
    }

    /// The same question for what stands behind a page; nil where the page says itself how to go on.
    fileprivate func following(_ page: QueryResult, limit: Int) -> Query? {
        switch (self, page) {
        case (.levelsAt(let location, _, _), .levels(let list)):
            .levelsAt(location, after: list.last?.sku, limit: limit)
        case (.reservations(let owner, _, _), .reservations(let list)):
            .reservations(of: owner, after: list.last?.reservation, limit: limit)
        case (.holds(let site, _, _), .reservations(let list)):
            .holds(at: site, after: list.last.map { HoldPosition(of: $0) }, limit: limit)
        case (.promises(let sku, _, _), .reservations(let list)):
            .promises(of: sku, after: list.last?.reservation, limit: limit)
        case (.waiting(let sku, _, _), .reservations(let list)):
            .waiting(for: sku, after: list.last.map { WaitingPosition(of: $0) }, limit: limit)
        case (.movements, .movements(let list)): list.last.map { .movements(after: $0.id, limit: limit) }
        case (.movementsOf(let sku, let location, _, _), .movements(let list)):
            .movementsOf(sku, at: location, before: list.last?.id, limit: limit)
        case (.movementsOn(let key, _, _), .movements(let list)):
            list.last.map { .movementsOn(key, after: $0.id, limit: limit) }
        default: nil
        }
    }
}

extension Scan {
    fileprivate mutating func limited(to limit: Int) -> Scan {
        self.limit = limit
        return self
    }
}

extension QueryResult {
    fileprivate var elementCount: Int {
        switch self {
        case .levels(let list): list.count
        case .reservations(let list): list.count
        case .movements(let list): list.count
        default: 0
        }
    }

    func followed(by rest: QueryResult) -> QueryResult {
        switch (self, rest) {
        case (.levels(let first), .levels(let rest)): .levels(first + rest)
        case (.reservations(let first), .reservations(let rest)): .reservations(first + rest)
        case (.movements(let first), .movements(let rest)): .movements(first + rest)
        case (.availability(let first), .availability(let rest)): .availability(first + rest)
        case (.availabilityChanges(let first), .availabilityChanges(let rest)): .availabilityChanges(first + rest)
        default: self
        }
    }
}
