import LMDB
import StockAPI
import StockBytes
import StockModel

extension UnmergedLevels {
    /// Reads the runs of a checkpoint: of each level the newest row.
    ///
    /// Rows that were merged since and not removed yet come along; they say what `levels` says.
    /// Cost: about a quarter of a microsecond per row.
    static func load(
        from rows: borrowing LMDBRows, seed: UInt64, _ merge: MergePosition
    ) throws(StockFailure) -> UnmergedLevels {
        var newest = FlatTable<LevelRow>(seed: seed)
        // The pass before wrote the older ones.
        for table in [StoreTable.levelRuns(ofPass: merge.pass &+ 1), .levelRuns(ofPass: merge.pass)] {
            try load(table, from: rows, into: &newest)
        }
        var levels = SortedTable<LevelRow>(seed: seed, expectedCount: newest.count)
        var key = ByteWriter()
        var value = ByteWriter()
        for index in newest.indexesByKey() {
            var row = newest[index]
            row.isBelow = true
            row.hashBelow = row.hash(&key, &value)
            levels.append(row)
        }
        return UnmergedLevels(levels)
    }

    private static func load(
        _ table: StoreTable, from rows: borrowing LMDBRows, into newest: inout FlatTable<LevelRow>
    ) throws(StockFailure) {
        // Handed back by the closure, which cannot change a table that cannot be copied in place.
        let first = ByteWriter()
        var read: [LevelRow] = []
        try rows.scan(table, from: first.span, reversed: false) { key, value throws(StockFailure) in
            guard let level = LevelRunKey.decode(key) else { throw .damaged("a key of `\(table.name)` cannot be read") }
            read.append(
                try RowBytes.open(value, key: key, in: table) { reader throws(BytesError) in
                    try LevelRow(level, from: &reader)
                })
            return true
        }
        for row in read {
            if let index = newest.index(of: row.key) { newest[index] = row } else { newest.insert(row) }
        }
    }
}
