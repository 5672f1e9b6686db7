import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// The level as it stands; all zero when it never held anything.
    @inline(__always)
    mutating func level(_ key: LevelKey) throws(StockFailure) -> LevelRow {
        if let index = active.levels.index(of: key) { return active.levels[index] }
        return try levelBelow(key) ?? LevelRow(key)
    }

    /// The level below the active overlay, or nil.
    private mutating func levelBelow(_ key: LevelKey) throws(StockFailure) -> LevelRow? {
        if let sealed, let index = sealed.overlay.levels.index(of: key) {
            return sealed.overlay.levels[index]
        }
        keyScratch.removeAll()
        key.encode(into: &keyScratch)
        let keyBytes = keyScratch.span
        return try base.row(.levels, key: keyBytes) { value throws(StockFailure) in
            try RowBytes.open(value, key: keyBytes, in: .levels) { reader throws(BytesError) in
                try LevelRow(key, from: &reader)
            }
        }
    }

    /// Where the level lies in the active overlay, brought there when it was below.
    @inline(__always)
    mutating func levelIndex(_ key: LevelKey) throws(StockFailure) -> Int {
        if let index = active.levels.index(of: key) { return index }
        var row = try levelBelow(key) ?? LevelRow(key)
        row.previousOfSKU = 0
        if let newest = active.levelsOfSKU.index(of: key.sku) {
            row.previousOfSKU = active.levelsOfSKU[newest].index
            active.levelsOfSKU[newest].index = UInt32(truncatingIfNeeded: active.levels.count + 1)
        } else {
            active.levelsOfSKU.insert(.init(sku: key.sku, index: UInt32(truncatingIfNeeded: active.levels.count + 1)))
        }
        return active.levels.insert(row)
    }

    /// on hand − held (live) − committed.
    @inline(__always)
    func available(_ row: LevelRow) -> Quantity {
        row.onHand &- (row.held &- due.quantity(at: row.key)) &- row.committed
    }

    /// What a channel may promise from a location: nothing where it is not eligible.
    mutating func availableToPromise(_ key: LevelKey, plan: ChannelPlan) throws(StockFailure) -> Quantity {
        guard plan.isEligible(LocationID(rawValue: key.location)) else { return 0 }
        return max(0, available(try level(key)))
    }
}
