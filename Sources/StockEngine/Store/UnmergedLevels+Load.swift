import LMDB
import StockAPI
import StockBytes
import StockModel

extension UnmergedLevels {
    /// Reads from the runs of a checkpoint what is not in `levels` yet: of each level the newest row.
    ///
    /// Cost: about a quarter of a microsecond per row; what was merged is stepped over.
    static func load(
        from rows: borrowing LMDBRows, seed: UInt64, _ merge: MergePosition
    ) throws(StockFailure) -> UnmergedLevels {
        var newest = FlatTable<LevelRow>(seed: seed)
        // A pass merges the keys from the first to the last. So of what a checkpoint wrote, that waits for the next pass
        // which stands before the place where the checkpoint's own merge began. The older pass comes first.
        for run in try runs(in: .levelRuns(ofPass: merge.pass &+ 1), of: rows) {
            try load(run, from: merge.next, below: run.start, of: rows, into: &newest)
        }
        for run in try runs(in: .levelRuns(ofPass: merge.pass), of: rows) {
            try load(run, from: .first, below: run.start, of: rows, into: &newest)
            if run.start != nil { try load(run, from: merge.next, below: nil, of: rows, into: &newest) }
        }
        return UnmergedLevels(sorted(newest, seed: seed))
    }

    private struct Run {
        let table: StoreTable
        let sequence: SequenceNumber
        /// Where the merge of the checkpoint that wrote it began; nil in a store of format 2, which did not say.
        let start: LevelKey?
    }

    private static func runs(in table: StoreTable, of rows: borrowing LMDBRows) throws(StockFailure) -> [Run] {
        var runs: [Run] = []
        var after: SequenceNumber = 0
        while after < .max, let run = try firstRun(in: table, from: after + 1, of: rows) {
            runs.append(run)
            after = run.sequence
        }
        return runs
    }

    private static func firstRun(
        in table: StoreTable, from sequence: SequenceNumber, of rows: borrowing LMDBRows
    ) throws(StockFailure) -> Run? {
        var from = ByteWriter()
        LevelRunKey.encode(sequence, .first, into: &from)
        var found: Run?
        try rows.scan(table, from: from.span, reversed: false) { key, value throws(StockFailure) in
            guard let (sequence, level) = LevelRunKey.decode(key) else {
                throw .damaged("a key of `\(table.name)` cannot be read")
            }
            var start: LevelKey?
            if level == .first {
                start = try RowBytes.open(value, key: key, in: table) { reader throws(BytesError) in
                    try LevelRunStart.decode(from: &reader)
                }
            }
            found = Run(table: table, sequence: sequence, start: start)
            return false
        }
        return found
    }

    /// Reads the rows of a run from one key on to before another, or to its end.
    private static func load(
        _ run: Run, from first: LevelKey, below end: LevelKey?, of rows: borrowing LMDBRows,
        into newest: inout FlatTable<LevelRow>
    ) throws(StockFailure) {
        if let end, end <= first { return }
        var from = ByteWriter()
        LevelRunKey.encode(run.sequence, max(first, LevelKey.first.next), into: &from)
        // Handed back by the closure, which cannot change a table that cannot be copied in place.
        var read: [LevelRow] = []
        try rows.scan(run.table, from: from.span, reversed: false) { key, value throws(StockFailure) in
            guard let (sequence, level) = LevelRunKey.decode(key) else {
                throw .damaged("a key of `\(run.table.name)` cannot be read")
            }
            guard sequence == run.sequence, end.map({ level < $0 }) ?? true else { return false }
            read.append(
                try RowBytes.open(value, key: key, in: run.table) { reader throws(BytesError) in
                    try LevelRow(level, from: &reader)
                })
            return true
        }
        for row in read {
            if let index = newest.index(of: row.key) { newest[index] = row } else { newest.insert(row) }
        }
    }

    private static func sorted(_ newest: borrowing FlatTable<LevelRow>, seed: UInt64) -> SortedTable<LevelRow> {
        var levels = SortedTable<LevelRow>(seed: seed, expectedCount: newest.count)
        var key = ByteWriter()
        var value = ByteWriter()
        for index in newest.indexesByKey() {
            var row = newest[index]
            row.isBelow = true
            row.hashBelow = row.hash(&key, &value)
            levels.append(row)
        }
        return levels
    }
}
