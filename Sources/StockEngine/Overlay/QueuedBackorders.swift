import StockModel

/// Which reservations have come to wait for units of a SKU, in order of promise.
///
/// Those that wait no more stay, and so do those of a command that was taken back: whoever reads one checks it against the
/// reservation.
struct QueuedBackorders: Sendable {
    private var keysOfSKU: [UInt64: LazilySorted<BackorderKey>] = [:]

    mutating func add(_ key: BackorderKey) { keysOfSKU[key.sku, default: LazilySorted()].append(key) }

    /// Puts the keys of a SKU in order.
    mutating func sort(_ sku: SKU) { keysOfSKU[sku.rawValue]?.sort() }

    /// Puts all of them in order.
    mutating func sort() { for sku in Array(keysOfSKU.keys) { keysOfSKU[sku]?.sort() } }

    /// The next keys of a SKU, at most so many; they have to be in order.
    func keys(of sku: SKU, after last: BackorderKey?, limit: Int) -> [BackorderKey] {
        guard let keys = keysOfSKU[sku.rawValue] else { return [] }
        let start = last.map { keys.firstIndex(notBelow: $0) } ?? 0
        return Array(keys.elements[start...].drop { $0 == last }.prefix(limit))
    }

    mutating func removeAll() { keysOfSKU = [:] }
}
