import StockBytes
import StockModel

extension Overlay {
    /// Adds a level that is not here yet.
    mutating func add(_ level: LevelRow) -> Int {
        var row = level
        let index = levels.count
        let next = UInt32(truncatingIfNeeded: index + 1)
        row.previousOfSKU = 0
        if let newest = levelsOfSKU.index(of: row.sku) {
            row.previousOfSKU = levelsOfSKU[newest].index
            levelsOfSKU[newest].index = next
        } else {
            levelsOfSKU.insert(.init(sku: row.sku, index: next))
        }
        if !row.isBelow { newLevelsAt.add(index, under: UInt64(row.location)) }
        return levels.insert(row)
    }

    /// Visits the SKUs, from `first` on, of the levels at a location that came to be since the checkpoint.
    func forEachNewSKU(at location: LocationID, from first: UInt64, _ visit: (UInt64) -> Void) {
        newLevelsAt.visit(UInt64(location.rawValue)) { index in
            guard index < levels.count else { return }
            let row = levels[index]
            // The place may hold another row since a transaction was taken back.
            if row.location == location.rawValue, !row.isBelow, row.sku >= first { visit(row.sku) }
        }
    }
}
