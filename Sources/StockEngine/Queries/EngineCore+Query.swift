import StockAPI
import StockModel

extension EngineCore {
    /// Answers a question at this place in the order of the requests.
    mutating func result(of query: Query) throws(StockFailure) -> QueryResult {
        if let result = try machine.result(of: query) { return result }
        switch query {
        case .feed(let position, let limit):
            return .feed(
                try machine.feed(
                    after: position, limit: Query.page(limit), of: incarnation,
                    trimmed: checkpointed.facts.eventsTrimmed))
        case .statistics: return .statistics(try statistics())
        default: throw .refused(.malformed(at: 0))
        }
    }
}
