import StockAPI
import StockModel

/// What the store says of some SKUs, together with the place in the feed at which it is true.
struct StockImage {
    var levels: [LevelKey: LevelCounts]
    var position: FeedPosition

    /// Levels that somebody else changes while they are read are read again, so often.
    private static let attemptsMax = 20

    /// Reads the levels of SKUs; `position` is one in the feed not long before.
    ///
    /// - Throws: what the stock throws; `LoadFailure` where others change these levels all the time.
    static func read(_ skus: Set<SKU>, from stock: any StockService) async throws -> StockImage {
        for attempt in 0..<attemptsMax {
            if attempt > 0 { try await Task.sleep(for: .milliseconds(100)) }
            let statistics = try await stock.statistics()
            let position = FeedPosition(incarnation: statistics.incarnation, sequence: statistics.sequence)
            let levels = try await Self.levels(of: skus, from: stock)
            // Holds that end are taken down a moment later: twice the same sequence means that none is due.
            try await Task.sleep(for: .milliseconds(50))
            if try await !changes(skus, after: position, in: stock) {
                return StockImage(levels: levels, position: position)
            }
        }
        throw LoadFailure(
            "somebody else changes the stock of these SKUs all the time: nothing could be proven. Take SKUs that only the rehearsal uses"
        )
    }

    private static func changes(
        _ skus: Set<SKU>, after position: FeedPosition, in stock: any StockService
    ) async throws -> Bool {
        var book = LevelBook(skus: skus, levels: [:])
        var next = position
        while true {
            guard case .events(let events, let after) = try await stock.feed(after: next, limit: Scan.limitMax) else {
                return true
            }
            if events.contains(where: { !book.apply($0).isEmpty }) { return true }
            if events.isEmpty { return false }
            next = after
        }
    }

    /// All levels of SKUs, many questions at once.
    static func levels(of skus: Set<SKU>, from stock: any StockService) async throws -> [LevelKey: LevelCounts] {
        var levels: [LevelKey: LevelCounts] = [:]
        for each in try await Each(skus, atOnce: 256).map({ try await stock.levels(of: $0) }) {
            for level in each {
                levels[LevelKey(sku: level.sku, location: level.location)] = LevelCounts(
                    onHand: level.onHand, held: level.held, committed: level.committed)
            }
        }
        return levels
    }
}

/// The elements of a collection, of which some are worked on at once.
struct Each<Element: Sendable> {
    private let elements: [Element]
    private let atOnce: Int

    init(_ elements: some Sequence<Element>, atOnce: Int) {
        self.elements = Array(elements)
        self.atOnce = atOnce
    }

    /// In any order.
    func map<Value: Sendable>(_ body: @escaping @Sendable (Element) async throws -> Value) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            var values: [Value] = []
            for (index, element) in elements.enumerated() {
                if index >= atOnce, let value = try await group.next() { values.append(value) }
                group.addTask { try await body(element) }
            }
            for try await value in group { values.append(value) }
            return values
        }
    }
}
