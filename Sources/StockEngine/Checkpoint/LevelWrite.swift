import LMDB
import StockAPI
import StockBytes
import StockModel

/// Writes the levels of a checkpoint: to their pages, or into a run and a part of all that wait to their pages.
struct LevelWrite {
    let plan: LevelMergePlan
    /// What waited before.
    let unmerged: UnmergedLevels
    let sequence: SequenceNumber

    /// Adds what waits from here on to `waiting`, which is empty.
    func write(
        _ overlay: borrowing Overlay, _ position: inout MergePosition, _ waiting: inout SortedTable<LevelRow>,
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        let (changed, new) = Self.changes(in: overlay, &table)
        try writeIndex(of: new, &table, in: &transaction)
        let step = plan.step(
            changed: changed.count, unmerged: unmerged.count, pages: try table.pages(of: .levels, in: transaction))
        switch step {
        case .everything:
            try clearRuns(position, &table, in: &transaction)
            position = MergePosition()
            var rows: [LevelRow] = []
            rows.reserveCapacity(unmerged.count + changed.count)
            unmerged.merge(with: changed) { rows.append($0) }
            try write(rows, &table, in: &transaction)
        case .part(let levels):
            try writeRun(changed, position, &table, in: &transaction)
            try merge(levels, changed, &position, &waiting, &table, in: &transaction)
        }
    }

    /// The changed levels in the order of their keys, as they are from here on, and the keys of those that are new.
    ///
    /// Their hashes go into the state hash.
    private static func changes(
        in overlay: borrowing Overlay, _ table: inout TableWrite
    ) -> (changed: [LevelRow], new: [LevelKey]) {
        var key = ByteWriter()
        var value = ByteWriter()
        var changed: [LevelRow] = []
        var new: [LevelKey] = []
        changed.reserveCapacity(overlay.levels.count)
        for index in overlay.levels.indexesByKey() {
            var row = overlay.levels[index]
            let hash = row.hash(&key, &value)
            table.replaceHash(row.isBelow ? row.hashBelow : nil, with: hash)
            if !row.isBelow { new.append(row.key) }
            row.isBelow = true
            row.hashBelow = hash
            row.previousOfSKU = 0
            changed.append(row)
        }
        return (changed, new)
    }

    /// New levels are found by their location from here on.
    private func writeIndex(
        of new: [LevelKey], _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        let order = new.sorted { ($0.location, $0.sku) < ($1.location, $1.sku) }
        try table.write(.levelsAtLocation, count: order.count, in: &transaction) { index, key, value in
            LocationLevelKey.encode(
                LocationID(rawValue: order[index].location), SKU(rawValue: order[index].sku), into: &key)
            value.append(RowBytes.version)
            return .put
        }
    }

    private func writeRun(
        _ changed: [LevelRow], _ position: MergePosition, _ table: inout TableWrite,
        in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        try table.write(.levelRuns(ofPass: position.pass), count: 1 + changed.count, in: &transaction) {
            index, key, value in
            if index == 0 {
                LevelRunKey.encode(sequence, .first, into: &key)
                LevelRunStart.encode(position.next, into: &value)
            } else {
                LevelRunKey.encode(sequence, changed[index - 1].key, into: &key)
                changed[index - 1].encode(into: &value)
            }
            return .put
        }
    }

    /// Brings the next part to its pages.
    private func merge(
        _ levels: Int, _ changed: [LevelRow], _ position: inout MergePosition,
        _ waiting: inout SortedTable<LevelRow>, _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        var part: [LevelRow] = []
        part.reserveCapacity(levels)
        let start = position.next
        unmerged.merge(with: changed) { row in
            if part.count < levels, row.key >= start { part.append(row) } else { waiting.append(row) }
        }
        try write(part, &table, in: &transaction)
        if part.count == levels {
            if let last = part.last { position.next = last.key.next }
        } else {
            position = MergePosition(pass: position.pass &+ 1)
            // The pass before this one wrote them; all of them are merged.
            try table.clear(.levelRuns(ofPass: position.pass), in: &transaction)
        }
    }

    private func write(
        _ rows: [LevelRow], _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        try table.write(.levels, count: rows.count, in: &transaction) { index, key, value in
            rows[index].key.encode(into: &key)
            rows[index].encode(into: &value)
            return .put
        }
    }

    private func clearRuns(
        _ position: MergePosition, _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        guard position != MergePosition() || unmerged.count > 0 else { return }
        try table.clear(.levelRunsEven, in: &transaction)
        try table.clear(.levelRunsOdd, in: &transaction)
    }
}
