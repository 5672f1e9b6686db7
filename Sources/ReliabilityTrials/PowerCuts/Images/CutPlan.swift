import StockBytes

/// Where in a log the power is cut, and in how many ways.
struct CutPlan {
    struct Cut: Sendable, Equatable {
        /// The power is cut behind this record.
        let record: Int
        let variants: Range<Int>
        /// A flush has ended here: what it made durable has just been promised.
        let isBoundary: Bool
    }

    /// In the order of the log.
    let cuts: [Cut]
    let boundaries: Int

    private static let recordsAfterKill = 80

    /// Every flush boundary, and as many places between: two ways without chance, and two drawn.
    ///
    /// - Parameters:
    ///   - records: the log.
    ///   - imagesMax: fewer places where these would be too many; those where the journal only grew go first.
    ///   - random: draws.
    init(_ records: [DiskRecord], imagesMax: Int?, _ random: inout SplitMix64) {
        var rare: [Int] = []
        var common: [Int] = []
        var isJournal: [UInt64: Bool] = [:]
        var lastKill = Int.min / 2
        for (index, record) in records.enumerated() {
            if record.kind == .killed { lastKill = index }
            if record.isBegin { isJournal[record.call] = record.path.hasSuffix(".journal") && record.isDurable }
            guard record.isEnd, record.kind == .flush || (record.kind == .write && record.isDurable) else { continue }
            // What a program trusts that was opened on another one's page cache shows before its own first checkpoint.
            let isOrdinary = isJournal[record.call] == true && index > lastKill + Self.recordsAfterKill
            if isOrdinary { common.append(index) } else { rare.append(index) }
        }
        boundaries = rare.count + common.count
        var between = rare.compactMap { boundary in boundary > 0 ? random.below(boundary) : nil }
        between += rare.map { max(0, $0 - 1 - random.below(4)) }
        var chosen = [(rare, true), (common, true), (between, false)]
        if let imagesMax {
            // Half for the rare ones, a quarter each for the others; three ways to cut on average.
            let places = max(4, imagesMax / 3)
            let counts = [min(rare.count, places / 2), min(common.count, places / 4), min(between.count, places / 4)]
            for (index, count) in counts.enumerated() {
                chosen[index].0.shuffle(using: &random)
                chosen[index].0 = Array(chosen[index].0.prefix(count))
            }
        }
        var cuts: [Cut] = []
        for (places, isBoundary) in chosen {
            cuts += places.map { Cut(record: $0, variants: 0..<4, isBoundary: isBoundary) }
        }
        self.cuts = cuts.sorted { $0.record < $1.record }
    }

    /// One way at one place: to repeat what was found there.
    init(record: Int, variant: Int) {
        cuts = [Cut(record: record, variants: variant..<variant + 1, isBoundary: false)]
        boundaries = 0
    }
}
