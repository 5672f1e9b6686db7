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

    /// Brings the order up to date.
    ///
    /// Cost: O(new · log new + all).
    mutating func sort() {
        guard !newKeys.isEmpty else { return }
        newKeys.sort()
        var merged: [Key] = []
        merged.reserveCapacity(sortedKeys.count + newKeys.count)
        var old = 0
        for key in newKeys {
            while old < sortedKeys.count, sortedKeys[old] < key {
                merged.append(sortedKeys[old])
                old += 1
            }
            merged.append(key)
        }
        merged.append(contentsOf: sortedKeys[old...])
        sortedKeys = merged
        newKeys.removeAll(keepingCapacity: true)
    }

    /// All keys in order; `sort` has been called since the last change.
    var keys: [Key] { sortedKeys }

    /// The place of the first key that is not below `key`.
    func firstIndex(notBelow key: Key) -> Int {
        var low = 0
        var high = sortedKeys.count
        while low < high {
            let middle = (low + high) / 2
            if sortedKeys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
