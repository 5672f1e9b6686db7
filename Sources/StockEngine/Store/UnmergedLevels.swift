import StockModel

/// Levels of the last checkpoint that stand in its runs and not in `levels` yet, in the order of their keys.
///
/// A checkpoint that wrote each changed level to its page would write a page of 4 KiB for almost each of them where the
/// catalogue is large. So it appends them to a run and keeps them here, and brings a part of all that wait to their pages:
/// the more wait, the more of them share a page. docs/design.md, Runs of levels.
final class UnmergedLevels: @unchecked Sendable {
    // Unchecked, because its table holds plain memory; nothing changes once it is handed out.
    private(set) var rows: FlatTable<LevelRow>

    static let none = UnmergedLevels(seed: 0)

    init(seed: UInt64, expectedCount: Int = 0) { rows = FlatTable(seed: seed, expectedCount: expectedCount) }

    var count: Int { rows.count }

    @inline(__always)
    func level(_ key: LevelKey) -> LevelRow? {
        guard rows.count > 0, let index = rows.index(of: key) else { return nil }
        return rows[index]
    }

    /// Adds a row whose key is above every one here.
    func append(_ row: LevelRow) { rows.insert(row) }

    /// The place of the first row whose key is not below `key`.
    func firstIndex(notBelow key: LevelKey) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
