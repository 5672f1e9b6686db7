import StockModel

/// A SKU at a place.
struct LevelKey: Hashable {
    var sku: SKU
    var location: LocationID
}

/// What is there, and what of it is promised.
struct LevelCounts: Equatable {
    var onHand: Quantity = 0
    var held: Quantity = 0
    var committed: Quantity = 0

    var available: Quantity { onHand &- held &- committed }
}

/// The levels of some SKUs, kept by the events of the feed alone.
struct LevelBook {
    /// Whose levels they are.
    let skus: Set<SKU>
    private(set) var levels: [LevelKey: LevelCounts]
    /// The sequence at which the first levels of each SKU were true: events up to it are in them already.
    private let trueAt: [SKU: SequenceNumber]

    init(skus: Set<SKU>, levels: [LevelKey: LevelCounts], trueAt: [SKU: SequenceNumber] = [:]) {
        self.skus = skus
        self.levels = levels
        self.trueAt = trueAt
    }

    subscript(_ key: LevelKey) -> LevelCounts { levels[key] ?? LevelCounts() }

    /// Carries out what an event says; gives the levels that it changed, as they were before.
    mutating func apply(_ event: FeedEvent) -> [LevelKey: LevelCounts] {
        var before: [LevelKey: LevelCounts] = [:]
        for (key, change) in Self.changes(of: event) {
            guard skus.contains(key.sku), (trueAt[key.sku] ?? 0) < event.sequence else { continue }
            if before[key] == nil { before[key] = self[key] }
            levels[key, default: LevelCounts()].add(change)
        }
        return before
    }

    /// The SKUs of the book whose levels an event changes.
    func skus(changedBy event: FeedEvent) -> Set<SKU> {
        Set(Self.changes(of: event).map(\.0.sku)).intersection(skus)
    }

    /// How many levels of SKUs are others than these.
    func differing(_ skus: [SKU], from found: [LevelKey: LevelCounts]) -> Int {
        keys(skus, with: found).count { (found[$0] ?? LevelCounts()) != self[$0] }
    }

    /// How many levels of SKUs there are, here or there.
    func count(_ skus: [SKU], with found: [LevelKey: LevelCounts]) -> Int { keys(skus, with: found).count }

    private func keys(_ skus: [SKU], with found: [LevelKey: LevelCounts]) -> Set<LevelKey> {
        let wanted = Set(skus)
        return Set(found.keys).union(levels.keys.lazy.filter { wanted.contains($0.sku) })
    }

    private static func changes(of event: FeedEvent) -> [(LevelKey, LevelCounts)] {
        var changes: [(LevelKey, LevelCounts)] = []
        for change in event.changes {
            switch change {
            case .promise(let promise):
                changes.append((LevelKey(sku: promise.sku, location: promise.location), LevelCounts(of: promise)))
            case .reSourced(let move):
                let units = LevelCounts(held: move.held, committed: move.committed)
                changes.append((LevelKey(sku: move.sku, location: move.from), units.negative))
                changes.append((LevelKey(sku: move.sku, location: move.to), units))
            default: break
            }
        }
        for movement in event.movements {
            let units = LevelCounts(onHand: movement.quantity)
            changes.append((LevelKey(sku: movement.sku, location: movement.from), units.negative))
            changes.append((LevelKey(sku: movement.sku, location: movement.to), units))
        }
        return changes
    }
}

extension LevelCounts {
    /// By how much units that change their state change the level: see the life cycle of a reservation.
    ///
    /// Units that wait, and units that left with a movement, are at no place.
    fileprivate init(of promise: PromiseChange) {
        let quantity = promise.quantity
        switch promise.transition {
        case .held: self.init(held: quantity)
        case .committed: self.init(held: -quantity, committed: quantity)
        case .releasedHeld, .expired, .shortHeld: self.init(held: -quantity)
        case .releasedCommitted, .fulfilled, .shortCommitted: self.init(committed: -quantity)
        case .revived, .allocated: self.init(committed: quantity)
        case .returned, .sold, .backordered, .releasedWaiting, .expiredWaiting, .revivedWaiting, .confirmedWaiting:
            self.init()
        }
    }

    fileprivate var negative: LevelCounts { LevelCounts(onHand: -onHand, held: -held, committed: -committed) }

    fileprivate mutating func add(_ other: LevelCounts) {
        onHand &+= other.onHand
        held &+= other.held
        committed &+= other.committed
    }
}
