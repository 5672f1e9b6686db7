public import StockAPI
public import StockModel

/// A copy of a store as a stock of which everything can be asked, and which nothing changes: a backup, or what `mdb_copy`
/// made of a store, as it was at its checkpoint.
///
/// Nothing is written beside it, and nobody may write it meanwhile. Holds that are past due count no more by the engine
/// time of the checkpoint, at which all of it is answered.
public actor ReadOnlyStock: StockQueries {
    private let copy: StoreCopy
    private var machine: StateMachine<LMDBRows>

    /// Opens the copy in a folder; reads the pages first that lead to others, as an opening does.
    ///
    /// - Throws: `cannotOpen`, `storageFailed` and `damaged` as `StoreCopy.open` does.
    public init(at path: String) throws(StockFailure) {
        let copy = try StoreCopy.open(at: path, checking: .branches)
        machine = try .over(try copy.rows(), copy.facts)
        self.copy = copy
    }

    /// How long the store remembers what is over.
    public var retention: Retention { machine.retention }

    /// - Throws: `cannotOpen`: a copy is only read.
    public func submit(_ command: Command) async throws(StockFailure) -> Answer { throw Self.isOnlyRead }

    /// - Throws: `cannotOpen`: a copy is only read.
    public func submit(_ commands: [Command]) async throws(StockFailure) -> [Answer] { throw Self.isOnlyRead }

    private static var isOnlyRead: StockFailure {
        .cannotOpen("this is a copy of a store, which is only read; make it a store with: stockroom restore --adopt")
    }

    /// See `StockQueries`.
    public func result(of query: Query) async throws(StockFailure) -> QueryResult {
        if var search = PromiseSearch(query) {
            while search.stage != .finished { try machine.advance(&search) }
            return .reservations(search.page)
        }
        if let result = try machine.result(of: query) { return result }
        switch query {
        case .feed(let position, let limit):
            return .feed(
                try machine.feed(
                    after: position, limit: Query.page(limit), of: copy.facts.incarnation,
                    trimmed: copy.facts.eventsTrimmed))
        case .statistics: return .statistics(statistics)
        default: throw .refused(.malformed(at: 0))
        }
    }

    private var statistics: Statistics {
        var statistics = Statistics()
        statistics.sequence = machine.sequence
        statistics.checkpointSequence = copy.facts.sequence
        statistics.incarnation = copy.facts.incarnation
        statistics.time = machine.now
        machine.base.count(into: &statistics)
        statistics.levelsWaiting = UInt64(clamping: machine.base.unmerged.count)
        statistics.fileBytes = copy.fileBytes()
        return statistics
    }
}
