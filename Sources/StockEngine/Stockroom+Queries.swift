public import StockAPI
public import StockModel

extension Stockroom {
    /// See `StockQueries`.
    public func result(of query: Query) async throws(StockFailure) -> QueryResult {
        if query.code.isAnsweredInSteps { return try await resultInSteps(of: query).result }
        return try await ask { core throws(StockFailure) in try core.result(of: query) }
    }

    /// What a question is answered with that is put together in steps between other requests, and the sequence at its end.
    ///
    /// For drivers. Throws `refused(malformed)` for questions of other kinds.
    public func resultInSteps(
        of query: Query, _ conditions: EncodedRequests.Conditions = .whenever
    ) async throws(StockFailure) -> (sequence: SequenceNumber, result: QueryResult) {
        guard var search = PromiseSearch(query) else { throw .refused(.malformed(at: 0)) }
        var sequence: SequenceNumber = 0
        // They are about when it begins.
        var conditions = conditions
        while search.stage != .finished {
            (search, sequence) = try await ask { [search, conditions] core throws(StockFailure) in
                if let failure = core.failure(before: conditions) { throw failure }
                var search = search
                try core.machine.advance(&search)
                return (search, core.machine.sequence)
            }
            conditions = .whenever
        }
        return (sequence, .reservations(search.page))
    }
}

extension PromiseSearch {
    init?(_ query: Query) {
        switch query {
        case .holds(let site, let last, let limit):
            self.init(holdsAt: site, after: last, limit: Query.page(limit))
        case .promises(let sku, let id, let limit):
            self.init(promisesOf: sku, after: id, limit: Query.page(limit))
        default: return nil
        }
    }
}
