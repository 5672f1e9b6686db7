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
    ///
    /// The one found last is remembered: a command looks first and changes then.
    private mutating func levelBelow(_ key: LevelKey) throws(StockFailure) -> LevelRow? {
        if lastLevelBelow.key == key { return lastLevelBelow }
        keyScratch.removeAll()
        if let sealed, let index = sealed.overlay.levels.index(of: key) {
            // It will be in the checkpoint when the active overlay is written.
            lastLevelBelow = sealed.overlay.levels[index]
            lastLevelBelow.isBelow = true
            lastLevelBelow.hashBelow = lastLevelBelow.hash(&keyScratch, &valueScratch)
            return lastLevelBelow
        }
        key.encode(into: &keyScratch)
        guard let found = try base.level(key, keyScratch.span) else { return nil }
        lastLevelBelow = found
        return found
    }

    /// What is below the active overlay has changed.
    mutating func forgetLevelBelow() { lastLevelBelow = LevelRow(.first) }

    /// Where the level lies in the active overlay, brought there when it was below.
    @inline(__always)
    mutating func levelIndex(_ key: LevelKey) throws(StockFailure) -> Int {
        if let index = active.levels.index(of: key) { return index }
        return active.add(try levelBelow(key) ?? LevelRow(key))
    }

    /// on hand − held (live) − committed.
    @inline(__always)
    func available(_ row: LevelRow) -> Quantity {
        row.onHand &- (row.held &- due.quantity(at: row.key)) &- row.committed
    }
}
