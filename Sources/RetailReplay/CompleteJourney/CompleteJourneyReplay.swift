public import StockAPI
import StockModel

/// Replays till lines of *The Complete Journey* on a stock, basket by basket.
///
/// - Opening stock is received from the supplier, by the rule of `OpeningStock`.
/// - A basket is one transaction, in the order of the baskets' first lines. A web order is reserved at its store for
///   15 minutes, committed and handed over, all of it or nothing; of a till receipt each line is sold in full or not.
/// - What is not sold is unmet demand: a document of its own, found by store, product and day.
/// - **Repeatable.** A basket's document is put together with its movements, and only if it is not there. The same
///   file loaded again changes nothing; another basket under the same number is reported and changes nothing. This
///   does not depend on how long the store remembers requests.
/// - **Interrupted at any moment**, it goes on where it was when it is started again.
///
/// Nobody else should write to these stores meanwhile: till lines are decided from what the store last said is there.
/// ```swift
/// let replay = CompleteJourneyReplay(slice, from: file.source, into: stock)
/// let report = try await replay.run()
/// let figures = try await replay.figures()
/// ```
public struct CompleteJourneyReplay: Sendable {
    static let format = "complete-journey"

    let slice: CompleteJourneySlice
    let source: ReplaySource
    let stock: any StockService
    let settings: ReplaySettings

    /// A replay of `slice`, which was read from the file `source`, into `stock`.
    public init(
        _ slice: CompleteJourneySlice, from source: ReplaySource, into stock: any StockService,
        settings: ReplaySettings = ReplaySettings()
    ) {
        self.slice = slice
        self.source = source
        self.stock = stock
        self.settings = settings
    }

    var store: ReplayStore { ReplayStore(stock: stock, settings: settings) }

    /// Brings all baskets into the store that are not there yet.
    ///
    /// A cancelled task ends it between two chunks, with `cancelled`.
    public func run(progress: ReplayProgress.Listener = { _ in }) async throws(ReplayFailure) -> ReplayReport {
        progress(ReplayProgress(.comparing))
        var report = ReplayReport()
        let stored = try await storedBaskets()
        let fresh = compare(with: stored, into: &report)
        _ = try await store.record(
            ImportRecord(
                source, rows: slice.rows, skipped: slice.skipped, documents: slice.baskets.count,
                documentsLeftOut: slice.basketsLeftOut,
                lastLine: slice.baskets.lazy.flatMap(\.lines).map(\.fileLine).max() ?? 0, problems: slice.problems),
            of: source, format: Self.format)
        if fresh.isEmpty { return report }

        let channels = StoreChannels(existing: try await store.channels(), stores: fresh.map(\.store))
        try await define(channels, for: fresh, progress: progress)
        try await receiveOpeningStock(for: Array(stored.values) + fresh, progress: progress)
        var performing = BasketPerforming(store: store, commands: BasketCommands(channels: channels), report: report)
        for (done, chunk) in fresh.chunked(settings.documentsAtATime).enumerated() {
            progress(ReplayProgress(.replaying, done * settings.documentsAtATime, of: fresh.count))
            try await performing.perform(Array(chunk))
        }
        progress(ReplayProgress(.replaying, fresh.count, of: fresh.count))
        return performing.report
    }

    private func storedBaskets() async throws(ReplayFailure) -> [UInt64: Basket] {
        var stored: [UInt64: Basket] = [:]
        try await store.eachDocument(under: BasketPaper.prefix) { document throws(ReplayFailure) in
            let basket = try BasketPaper(reading: document).basketAsked
            stored[basket.id] = basket
        }
        return stored
    }

    /// The baskets that are not stored; the others are there already, or in conflict.
    private func compare(with stored: [UInt64: Basket], into report: inout ReplayReport) -> [Basket] {
        slice.baskets.filter { basket in
            guard let there = stored[basket.id] else { return true }
            report.found(BasketPaper(there) == BasketPaper(basket), "\(basket.id)", line: basket.fileLine)
            return false
        }
    }
}

extension Basket {
    /// Where its first line stands.
    var fileLine: Int { lines.first?.fileLine ?? 0 }
}

extension ReplayReport {
    /// A document of that number is stored already: the same, or another.
    mutating func found(_ isIdentical: Bool, _ number: String, line: Int) {
        if isIdentical {
            alreadyThere += 1
        } else {
            notTaken.append(NotTaken(document: number, fileLine: line, refusal: .idempotencyConflict))
        }
    }
}
