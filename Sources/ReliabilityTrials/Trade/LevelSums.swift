import StockModel

/// What the events of the feed add up to, level by level.
///
/// Computed from what a server has told, and from nothing that it stores.
struct LevelSums: Equatable {
    struct Key: Hashable {
        let sku: SKU
        let location: LocationID
    }

    struct Units: Equatable {
        var onHand: Quantity = 0
        var held: Quantity = 0
        var committed: Quantity = 0
    }

    private(set) var units: [Key: Units] = [:]

    func at(_ sku: SKU, _ location: LocationID) -> Units { units[Key(sku: sku, location: location)] ?? Units() }

    mutating func add(_ event: FeedEvent) {
        for movement in event.movements {
            units[Key(sku: movement.sku, location: movement.from), default: Units()].onHand -= movement.quantity
            units[Key(sku: movement.sku, location: movement.to), default: Units()].onHand += movement.quantity
        }
        for case .promise(let change) in event.changes {
            let (held, committed) = Self.signs(of: change.transition)
            guard held != 0 || committed != 0 else { continue }
            let key = Key(sku: change.sku, location: change.location)
            units[key, default: Units()].held += held * change.quantity
            units[key, default: Units()].committed += committed * change.quantity
        }
    }

    /// What a unit in transition adds to what is held and committed.
    private static func signs(of transition: PromiseChange.Transition) -> (held: Quantity, committed: Quantity) {
        switch transition {
        case .held: (1, 0)
        case .committed: (-1, 1)
        case .releasedHeld, .expired, .shortHeld: (-1, 0)
        case .releasedCommitted, .fulfilled, .shortCommitted: (0, -1)
        case .revived, .allocated: (0, 1)
        case .returned, .sold, .backordered, .releasedWaiting, .expiredWaiting, .revivedWaiting, .confirmedWaiting:
            (0, 0)
        }
    }
}
