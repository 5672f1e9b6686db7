import StockAPI
import StockModel

/// Reads the events of a store, and knows when each SKU's levels were changed last.
struct FeedReader {
    private let stock: any StockService
    private(set) var position: FeedPosition
    private var changed: [SKU: SequenceNumber] = [:]

    /// From where the store stands now.
    init(_ stock: any StockService) async throws {
        self.stock = stock
        let statistics = try await stock.statistics()
        position = FeedPosition(incarnation: statistics.incarnation, sequence: statistics.sequence)
    }

    /// The events after another reader's place.
    init(_ stock: any StockService, after position: FeedPosition) {
        self.stock = stock
        self.position = position
    }

    /// Takes all events that there are; `take` gives the SKUs whose levels one has changed.
    ///
    /// Throws what the stock throws; `FeedGap` where events are missing.
    mutating func advance(_ take: (FeedEvent) -> Set<SKU>) async throws {
        while true {
            switch try await stock.feed(after: position, limit: Scan.limitMax) {
            case .events(let events, let next):
                for event in events { for sku in take(event) { changed[sku] = event.sequence } }
                if events.isEmpty { return }
                position = next
            case .trimmed:
                throw FeedGap("the store does not keep its events for as long as the rehearsal lasted")
            case .otherIncarnation: throw FeedGap("the store was restored from a backup meanwhile")
            }
        }
    }

    /// Levels at one moment, though others may be at work: SKUs that are changed while they are read are read again, in
    /// ever smaller groups.
    ///
    /// Takes all events up to then as well. Gives each group as soon as it is known, with the sequence at which it is true.
    ///
    /// Throws what the stock throws, `FeedGap`, and `BusySKU` for one that changes too often to be read at all.
    mutating func levels(
        of skus: [SKU], _ take: (FeedEvent) -> Set<SKU>,
        each: (_ skus: [SKU], _ levels: [LevelKey: LevelCounts], _ sequence: SequenceNumber) -> Reading
    ) async throws {
        var groups = [(skus: skus, attempts: 0)]
        while let group = groups.popLast() {
            let sequence = try await stock.statistics().sequence
            let levels = try await StockLevels.read(group.skus, from: stock)
            // A hold that has just ended is gone from the levels, and takes a moment to get into the feed.
            try await Task.sleep(for: .milliseconds(25))
            try await advance(take)
            let isStill = group.skus.allSatisfy { (changed[$0] ?? 0) <= sequence }
            if isStill, each(group.skus, levels, sequence) == .isTaken { continue }
            if group.attempts >= Self.attemptsMax, let sku = group.skus.first { throw BusySKU(sku: sku) }
            guard !isStill, group.skus.count > 1, group.attempts > 0 else {
                groups.append((group.skus, group.attempts + 1))
                continue
            }
            let size = max(1, (group.skus.count + 7) / 8)
            for start in stride(from: 0, to: group.skus.count, by: size) {
                let part = Array(group.skus[start..<min(start + size, group.skus.count)])
                groups.append((part, part.count == 1 ? group.attempts + 1 : 0))
            }
        }
    }

    /// What whoever asked for levels makes of them.
    enum Reading { case isTaken, isToBeReadAgain }

    private static let attemptsMax = 200
}

/// Events are missing: nothing can be proven.
struct FeedGap: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

/// A SKU's levels change all the time.
struct BusySKU: Error {
    let sku: SKU
}
