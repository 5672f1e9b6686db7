/// The least stock of each code to begin with, so that no document of a file is refused.
public struct OnlineRetailOpening: Equatable, Sendable {
    /// Units of one SKU.
    public struct Level: Equatable, Sendable {
        /// The goods code, folded.
        public let code: String
        /// The code's SKU.
        public let sku: UInt64
        /// Pieces; zero when the code never runs below nothing.
        public let units: Int64
    }

    /// One for each goods code of the documents, by SKU.
    public let levels: [Level]

    /// Units over all levels.
    public var units: Int64 { levels.reduce(0) { $0 + $1.units } }

    /// max(0, −the lowest running sum of a code's stock changes after any document).
    ///
    /// `decisions` are all of a file's, in its order: `OnlineRetailOpening(of: file)` makes them.
    public init(decisions: some Sequence<DocumentDecision>) {
        var running: [UInt64: RunningSum] = [:]
        for decision in decisions {
            // All goods rows of one document point in one direction, so that the lowest sum after a
            // document is the lowest after a row.
            for (row, effect) in zip(decision.document.rows, decision.effects) {
                guard let sku = row.item.sku else { continue }
                running[sku, default: RunningSum(code: row.item.text)].change(by: effect.stockChange)
            }
        }
        levels =
            running
            .map { sku, entry in Level(code: entry.code, sku: sku, units: -entry.lowest) }
            .sorted { $0.sku < $1.sku }
    }

    /// The opening stock for all documents of `file`.
    ///
    /// Decides them once, keeping no decision.
    public init(of file: OnlineRetailFile) {
        var rule = OnlineRetailRule()
        self.init(decisions: file.documents.lazy.map { document in rule.decide(document) })
    }
}

/// The stock of one code if it began at zero.
private struct RunningSum {
    let code: String
    var sum: Int64 = 0
    var lowest: Int64 = 0

    mutating func change(by units: Int64) {
        sum += units
        lowest = min(lowest, sum)
    }
}
