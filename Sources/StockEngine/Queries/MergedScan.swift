import StockAPI
import StockBytes
import StockModel

/// A key that is compared byte by byte, as the store below orders it.
protocol BytesKey: Hashable, Comparable, Sendable {
    var bytes: [UInt8] { get }
}

extension DocumentKey: BytesKey {}
extension TermKey: BytesKey {}

/// The bounds of a scan, worked out: keys in [lower, upper), in one direction, behind the cursor.
struct ScanBounds {
    var lower: [UInt8]
    /// Nil: no end.
    var upper: [UInt8]?
    let isReversed: Bool
    let limit: Int

    init(_ scan: Scan) {
        lower = scan.prefix
        if let from = scan.from, lower.lexicographicallyPrecedes(from) { lower = from }
        upper = Self.end(ofPrefix: scan.prefix)
        if let to = scan.to { upper = upper.map { to.lexicographicallyPrecedes($0) ? to : $0 } ?? to }
        isReversed = scan.isReversed
        limit = min(max(1, scan.limit), Scan.limitMax)
        guard let cursor = scan.cursor else { return }
        if isReversed {
            upper = upper.map { cursor.lexicographicallyPrecedes($0) ? cursor : $0 } ?? cursor
        } else {
            let behind = cursor + [0]
            if lower.lexicographicallyPrecedes(behind) { lower = behind }
        }
    }

    func contains(_ key: [UInt8]) -> Bool {
        !key.lexicographicallyPrecedes(lower) && (upper.map { key.lexicographicallyPrecedes($0) } ?? true)
    }

    /// Whether a key comes before another one in the direction of the scan.
    func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        isReversed ? right.lexicographicallyPrecedes(left) : left.lexicographicallyPrecedes(right)
    }

    /// The first bytes behind all keys that begin with a prefix; nil when there are none.
    static func end(ofPrefix prefix: [UInt8]) -> [UInt8]? {
        var end = prefix
        while let last = end.popLast() {
            if last < .max { return end + [last + 1] }
        }
        return nil
    }
}

extension OrderedTable where Key: BytesKey {
    /// The keys within the bounds, in the direction of the scan; `sort` has been called.
    func keys(in bounds: ScanBounds) -> [Key] {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle].bytes.lexicographicallyPrecedes(bounds.lower) { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < keys.count, bounds.contains(keys[end].bytes) { end += 1 }
        let found = Array(keys[low..<end])
        return bounds.isReversed ? found.reversed() : found
    }
}

extension StateMachine where Base: ~Copyable {
    /// Merges the keys of the overlays with those below, where the overlays say nothing of them.
    ///
    /// Returns at most limit + 1 keys, so that the caller sees whether there are more.
    mutating func mergedKeys<Key: BytesKey, Value: Sendable>(
        _ bounds: ScanBounds, _ table: StoreTable, active: OrderedTable<Key, Value>, sealed: OrderedTable<Key, Value>?
    ) throws(StockFailure) -> [[UInt8]] {
        var changed = Set(active.keys(in: bounds))
        changed.formUnion(sealed?.keys(in: bounds) ?? [])
        let order = changed.map(\.bytes).sorted { bounds.precedes($0, $1) }
        let hidden = Set(order)
        let present = changed.filter { key in
            if let value = active[key] { return value != nil }
            return (sealed?[key] ?? nil) != nil
        }
        let kept = present.map(\.bytes).sorted { bounds.precedes($0, $1) }

        var merged: [[UInt8]] = []
        var next = 0
        let enough = bounds.limit + 1
        var from = ByteWriter()
        // No key is as long as LMDB's longest, so what a bound says beyond that makes no difference.
        from.append(bytes: Array((bounds.isReversed ? bounds.upper ?? [] : bounds.lower).prefix(511)))
        try base.scanKeys(table, from: from.span, reversed: bounds.isReversed) { key throws(StockFailure) in
            var reader = ByteReader(key)
            let bytes = (try? reader.readBytes(key.byteCount)) ?? []
            guard bounds.contains(bytes) else { return false }
            while next < kept.count, merged.count < enough, bounds.precedes(kept[next], bytes) {
                merged.append(kept[next])
                next += 1
            }
            if merged.count < enough, !hidden.contains(bytes) { merged.append(bytes) }
            return merged.count < enough
        }
        while next < kept.count, merged.count < enough {
            merged.append(kept[next])
            next += 1
        }
        return merged
    }
}
