import StockModel

/// What each shop could still sell: as the store said when it was read, less what has been decided since.
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

    /// By product, then by shop.
    private var free: [UInt64: [UInt32: Quantity]] = [:]

    func knows(_ product: UInt64) -> Bool { free[product] != nil }

    /// The levels of one product, as they are now.
    mutating func put(_ levels: [Level], of product: UInt64) {
        free[product] = Dictionary(levels.map { ($0.location.rawValue, $0.available) }) { first, _ in first }
    }

    /// The basket's products are to be read again before they are used.
    mutating func forget(_ basket: Basket) {
        for line in basket.lines { free[line.product] = nil }
    }

    /// Each line in its order: sold in full, or refused.
    mutating func sell(_ basket: Basket) -> (sold: [Int], refused: [RefusedLine]) {
        var sold: [Int] = []
        var refused: [RefusedLine] = []
        for (index, line) in basket.lines.enumerated() {
            let left = free[line.product]?[basket.store] ?? 0
            if line.quantity <= left {
                free[line.product]?[basket.store] = left - line.quantity
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
        guard wanted.allSatisfy({ product, units in units <= free[product]?[basket.store] ?? 0 }) else { return false }
        for (product, units) in wanted { free[product]?[basket.store, default: 0] -= units }
        return true
    }
}
