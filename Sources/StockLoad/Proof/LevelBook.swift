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

    init(skus: Set<SKU>, levels: [LevelKey: LevelCounts]) {
        self.skus = skus
        self.levels = levels
    }

    subscript(_ key: LevelKey) -> LevelCounts { levels[key] ?? LevelCounts() }

    /// Carries out what an event says; gives the levels that it changed, as they were before.
    mutating func apply(_ event: FeedEvent) -> [LevelKey: LevelCounts] {
        var before: [LevelKey: LevelCounts] = [:]
        for event in event.changes {
            switch event {
            case .promise(let promise):
                change(LevelKey(sku: promise.sku, location: promise.location), &before) { $0.apply(promise) }
            case .reSourced(let move):
                change(LevelKey(sku: move.sku, location: move.from), &before) { level in
                    level.held &-= move.held
                    level.committed &-= move.committed
                }
                change(LevelKey(sku: move.sku, location: move.to), &before) { level in
                    level.held &+= move.held
                    level.committed &+= move.committed
                }
            default: break
            }
        }
        for movement in event.movements {
            change(LevelKey(sku: movement.sku, location: movement.from), &before) { $0.onHand &-= movement.quantity }
            change(LevelKey(sku: movement.sku, location: movement.to), &before) { $0.onHand &+= movement.quantity }
        }
        return before
    }

    private mutating func change(
        _ key: LevelKey, _ before: inout [LevelKey: LevelCounts], _ body: (inout LevelCounts) -> Void
    ) {
        guard skus.contains(key.sku) else { return }
        if before[key] == nil { before[key] = self[key] }
        body(&levels[key, default: LevelCounts()])
    }
}

extension LevelCounts {
    /// See the life cycle of a reservation; units that wait, and units that left with a movement, are at no place.
    fileprivate mutating func apply(_ promise: PromiseChange) {
        let quantity = promise.quantity
        switch promise.transition {
        case .held: held &+= quantity
        case .committed:
            held &-= quantity
            committed &+= quantity
        case .releasedHeld, .expired, .shortHeld: held &-= quantity
        case .releasedCommitted, .fulfilled, .shortCommitted: committed &-= quantity
        case .revived, .allocated: committed &+= quantity
        case .returned, .sold, .backordered, .releasedWaiting, .expiredWaiting, .revivedWaiting, .confirmedWaiting:
            break
        }
    }
}
