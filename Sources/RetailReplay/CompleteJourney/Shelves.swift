import StockModel

/// What each store could still sell: as the store said when it was read, less what has been decided since.
///
/// It lets a thousand baskets be decided and sent together. The verdict stays the store's: a sale that it wrongly
/// allows is refused there, and the shelf is read again.
struct Shelves {
    /// A till line that does not fit, and what was left for it.
    struct RefusedLine: Equatable {
        /// Its place in the basket, from 0.
        let index: Int
        let available: Quantity
    }

    private var free: [UInt32: [UInt64: Quantity]] = [:]

    func knows(_ store: UInt32) -> Bool { free[store] != nil }

    /// The levels of one store's stock, as they are now.
    mutating func put(_ levels: [(product: UInt64, available: Quantity)], of store: UInt32) {
        free[store] = Dictionary(levels.map { ($0.product, $0.available) }) { first, _ in first }
    }

    /// The store is to be read again before it is used.
    mutating func forget(_ store: UInt32) { free[store] = nil }

    /// Each line in its order: sold in full, or refused.
    mutating func sell(_ basket: Basket) -> (sold: [Int], refused: [RefusedLine]) {
        var sold: [Int] = []
        var refused: [RefusedLine] = []
        for (index, line) in basket.lines.enumerated() {
            let left = free[basket.store]?[line.product] ?? 0
            if line.quantity <= left {
                free[basket.store]?[line.product] = left - line.quantity
                sold.append(index)
            } else {
                refused.append(RefusedLine(index: index, available: max(0, left)))
            }
        }
        return (sold, refused)
    }

    /// All lines, summed by product, or none.
    mutating func fulfil(_ basket: Basket) -> Bool {
        var wanted: [UInt64: Quantity] = [:]
        for line in basket.lines { wanted[line.product, default: 0] += line.quantity }
        guard wanted.allSatisfy({ product, units in units <= free[basket.store]?[product] ?? 0 }) else { return false }
        for (product, units) in wanted { free[basket.store]?[product, default: 0] -= units }
        return true
    }
}
