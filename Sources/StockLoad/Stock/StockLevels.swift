import StockAPI
import StockModel

/// Levels as the store says them.
enum StockLevels {
    /// All levels of SKUs, many questions at once.
    static func read(_ skus: some Sequence<SKU>, from stock: any StockService) async throws -> [LevelKey: LevelCounts] {
        var levels: [LevelKey: LevelCounts] = [:]
        for each in try await Each(skus).map({ try await stock.levels(of: $0) }) {
            for level in each {
                levels[LevelKey(sku: level.sku, location: level.location)] = LevelCounts(
                    onHand: level.onHand, held: level.held, committed: level.committed)
            }
        }
        return levels
    }
}
