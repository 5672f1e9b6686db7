import StockModel

/// Levels of the last checkpoint that stand in its runs and not in `levels` yet, in the order of their keys.
///
/// A checkpoint that wrote each changed level to its page would write a page of 4 KiB for almost each of them where the
/// catalogue is large. So it appends them to a run and keeps them here, and brings a part of all that wait to their pages:
/// the more wait, the more of them share a page. docs/design.md, Runs of levels.
final class UnmergedLevels: @unchecked Sendable {
    // Unchecked, because its table holds plain memory: it is only read until nobody uses it, and belongs to the
    // checkpoint's queue from then on.
    private var table: SortedTable<LevelRow>

    static var none: UnmergedLevels { UnmergedLevels(SortedTable(seed: 0)) }

    init(_ table: consuming SortedTable<LevelRow>) { self.table = table }

    var count: Int { table.count }

    subscript(index: Int) -> LevelRow { table[index] }

    func level(_ key: LevelKey) -> LevelRow? {
        guard let index = table.index(of: key) else { return nil }
        return table[index]
    }

    /// The place of the first row whose key is not below `key`.
    func firstIndex(notBelow key: LevelKey) -> Int { table.firstIndex(notBelow: key) }

    /// Visits these levels and changed ones, given in the order of their keys, in that order; the changed one of two.
    func merge(with changed: [LevelRow], _ visit: (LevelRow) -> Void) { table.merge(with: changed, visit) }

    /// Gives the table away, emptied, for its memory.
    func takeEmptiedTable() -> SortedTable<LevelRow> {
        var taken = SortedTable<LevelRow>(seed: 0)
        swap(&taken, &table)
        taken.removeAll()
        return taken
    }
}
