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
    let seed: UInt64

    /// Returns what waits from here on.
    func write(
        _ overlay: borrowing Overlay, _ position: inout MergePosition, _ table: inout TableWrite,
        in transaction: inout WriteTransaction
    ) throws(StockFailure) -> UnmergedLevels {
        let changed = Self.changes(in: overlay, &table)
        try writeIndex(of: changed, &table, in: &transaction)
        let step = plan.step(
            changed: changed.count, unmerged: unmerged.count, pages: try table.pages(of: .levels, in: transaction))
        switch step {
        case .everything:
            try clearRuns(position, &table, in: &transaction)
            position = MergePosition()
            var merging = LevelMerging(unmerged: unmerged, changed: changed)
            let rows = merging.all()
            try write(rows, &table, in: &transaction)
            return .none
        case .part(let levels):
            try writeRun(changed, position.pass, &table, in: &transaction)
            return try merge(levels, changed, &position, &table, in: &transaction)
        }
    }

    /// The changed levels in the order of their keys, with the hashes that they have from here on; those go into the state
    /// hash.
    private static func changes(in overlay: borrowing Overlay, _ table: inout TableWrite) -> [LevelRow] {
        var key = ByteWriter()
        var value = ByteWriter()
        var changes: [LevelRow] = []
        changes.reserveCapacity(overlay.levels.count)
        for index in overlay.levels.indexesByKey() {
            var row = overlay.levels[index]
            let hash = row.hash(&key, &value)
            table.replaceHash(row.isBelow ? row.hashBelow : nil, with: hash)
            row.previousOfSKU = 0
            row.hashBelow = hash
            changes.append(row)
        }
        return changes
    }

    /// New levels are found by their location from here on.
    private func writeIndex(
        of changed: [LevelRow], _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        let new = changed.filter { !$0.isBelow }.sorted { ($0.location, $0.sku) < ($1.location, $1.sku) }
        try table.write(.levelsAtLocation, count: new.count, in: &transaction) { index, key, value in
            LocationLevelKey.encode(
                LocationID(rawValue: new[index].location), SKU(rawValue: new[index].sku), into: &key)
            value.append(RowBytes.version)
            return .put
        }
    }

    private func writeRun(
        _ changed: [LevelRow], _ pass: UInt32, _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        try table.write(.levelRuns(ofPass: pass), count: changed.count, in: &transaction) { index, key, value in
            LevelRunKey.encode(sequence, changed[index].key, into: &key)
            changed[index].encode(into: &value)
            return .put
        }
    }

    /// Brings the next part to its pages.
    private func merge(
        _ levels: Int, _ changed: [LevelRow], _ position: inout MergePosition, _ table: inout TableWrite,
        in transaction: inout WriteTransaction
    ) throws(StockFailure) -> UnmergedLevels {
        let waiting = UnmergedLevels(seed: seed, expectedCount: unmerged.count + changed.count)
        var merging = LevelMerging(unmerged: unmerged, changed: changed)
        var part: [LevelRow] = []
        part.reserveCapacity(levels)
        var isEnd = true
        while let row = merging.next() {
            if row.key < position.next || !isEnd {
                waiting.append(row)
            } else if part.count < levels {
                part.append(row)
            } else {
                isEnd = false
                waiting.append(row)
            }
        }
        try write(part, &table, in: &transaction)
        if isEnd {
            position = MergePosition(pass: position.pass &+ 1)
            // The pass before this one wrote them; all of them are merged.
            try table.clear(.levelRuns(ofPass: position.pass), in: &transaction)
        } else if let last = part.last {
            position.next = last.key.next
        }
        return waiting
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

/// Levels that wait and levels that changed, in the order of their keys; where there are both, the changed one.
struct LevelMerging {
    let unmerged: UnmergedLevels
    let changed: [LevelRow]
    private var waitingNext = 0
    private var changedNext = 0

    init(unmerged: UnmergedLevels, changed: [LevelRow]) {
        self.unmerged = unmerged
        self.changed = changed
    }

    mutating func next() -> LevelRow? {
        let new = changedNext < changed.count ? changed[changedNext] : nil
        let old = waitingNext < unmerged.count ? unmerged.rows[waitingNext] : nil
        guard let new else {
            waitingNext += 1
            return old
        }
        if let old, old.key < new.key {
            waitingNext += 1
            return old
        }
        if old?.key == new.key { waitingNext += 1 }
        changedNext += 1
        var row = new
        row.isBelow = true
        return row
    }

    mutating func all() -> [LevelRow] {
        guard unmerged.count > 0 else { return changed }
        var rows: [LevelRow] = []
        rows.reserveCapacity(unmerged.count + changed.count)
        while let row = next() { rows.append(row) }
        return rows
    }
}

extension LevelKey {
    /// The key behind this one.
    fileprivate var next: LevelKey {
        var next = self
        next.location &+= 1
        if next.location == 0 { next.sku &+= 1 }
        return next
    }
}
