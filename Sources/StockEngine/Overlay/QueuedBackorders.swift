import StockModel

/// Which reservations have come to wait for units of a SKU, in order of promise.
///
/// Those that wait no more stay, and so do those of a command that was taken back: whoever reads one checks it against the
/// reservation.
struct QueuedBackorders {
    private var keysOfSKU: [UInt64: [BackorderKey]] = [:]

    mutating func add(_ key: BackorderKey) { keysOfSKU[key.sku, default: []].insert(inOrder: key) }

    /// The next keys of a SKU, at most so many.
    func keys(of sku: SKU, after last: BackorderKey?, limit: Int) -> [BackorderKey] {
        guard let keys = keysOfSKU[sku.rawValue] else { return [] }
        let start = last.map { last in keys.firstIndex(notBelow: last) } ?? 0
        let rest = keys[start...].drop { $0 == last }
        return Array(rest.prefix(limit))
    }

    mutating func removeAll() { keysOfSKU = [:] }
}

extension Array where Element: Comparable {
    /// Where an element is, or would be, in an array in ascending order.
    func firstIndex(notBelow element: Element) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Adds an element to an array in ascending order, once; most come in order.
    mutating func insert(inOrder element: Element) {
        guard let last, element <= last else { return append(element) }
        let index = firstIndex(notBelow: element)
        if self[index] != element { insert(element, at: index) }
    }
}
