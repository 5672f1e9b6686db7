/// A table with keys of any kind that can be read in order, for what is off the path of a reservation: documents,
/// terms, definitions.
///
/// A nil value says that the row below is deleted.
///
/// New keys wait unsorted and are merged into the order when somebody asks for a range.
struct OrderedTable<Key: Hashable & Comparable & Sendable, Value: Sendable>: Sendable {
    private(set) var entries: [Key: Value?] = [:]
    private var sortedKeys: [Key] = []
    private var newKeys: [Key] = []
    private var changesSinceSavepoint: [(key: Key, old: Value??)]?

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }

    /// Nil: this table says nothing of the key.
    ///
    /// `.some(nil)`: it is deleted.
    subscript(key: Key) -> Value?? { entries[key] }

    mutating func set(_ key: Key, to value: Value?) {
        let old = entries.updateValue(value, forKey: key)
        changesSinceSavepoint?.append((key, old))
        if old == nil { newKeys.append(key) }
    }

    mutating func setSavepoint() { changesSinceSavepoint = [] }

    mutating func forgetSavepoint() { changesSinceSavepoint = nil }

    mutating func rollBack() {
        for (key, old) in (changesSinceSavepoint ?? []).reversed() {
            if let old {
                entries.updateValue(old, forKey: key)
            } else {
                entries.removeValue(forKey: key)
                newKeys.removeLast()
            }
        }
        changesSinceSavepoint = nil
    }

    /// As many new keys are put in where they belong; more of them are merged with all.
    private static var insertedMax: Int { 16 }

    /// Brings the order up to date.
    ///
    /// Cost: O(new · log all) comparisons. All keys are moved for each of a few new ones, and copied once for many.
    mutating func sort() {
        guard !newKeys.isEmpty else { return }
        newKeys.sort()
        if newKeys.count <= Self.insertedMax {
            for key in newKeys { sortedKeys.insert(key, at: firstIndex(notBelow: key)) }
        } else {
            var merged: [Key] = []
            merged.reserveCapacity(sortedKeys.count + newKeys.count)
            var old = 0
            for key in newKeys {
                let place = firstIndex(notBelow: key, from: old)
                merged.append(contentsOf: sortedKeys[old..<place])
                merged.append(key)
                old = place
            }
            merged.append(contentsOf: sortedKeys[old...])
            sortedKeys = merged
        }
        newKeys.removeAll(keepingCapacity: true)
    }

    /// All keys in order; `sort` has been called since the last change.
    var keys: [Key] { sortedKeys }

    /// The place of the first key that is not below `key`, of those from `start` on.
    func firstIndex(notBelow key: Key, from start: Int = 0) -> Int {
        var low = start
        var high = sortedKeys.count
        while low < high {
            let middle = (low + high) / 2
            if sortedKeys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
