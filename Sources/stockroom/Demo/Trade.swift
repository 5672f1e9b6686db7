import RetailReplay
import StockAPI
import StockModel

/// The first act of the demo and its promotion, on a store wherever it is.
struct Trade {
    /// Who sells in the promotions.
    static let principal: PrincipalID = 103
    private static let bestSellers = 20
    private static let target: Int64 = 500
    private static let seed: UInt64 = 20_171_115

    /// Where the till lines come from, for the import's own record.
    let source: ReplaySource
    let buyers: Int
    let tasks: Int
    let progress: ProgressLine

    /// The replay and the first promotion; prepares the second.
    func run(_ slice: CompleteJourneySlice, on stock: any StockService) async throws -> DemoReport {
        let replay = CompleteJourneyReplay(slice, from: source, into: stock)
        let progress = progress
        let began = ContinuousClock.now
        let done = try await replay.run { progress.show($0, of: "baskets") }
        let time = began.duration(to: .now)
        let figures = try await replay.figures { progress.show($0, of: "baskets") }
        var report = DemoReport(replay: figures, run: done, replayTime: time)

        let best = BestSellers(of: slice, productsMax: Self.bestSellers)
        guard let store = best.store, !best.products.isEmpty else { return report }
        guard let channel = try await replay.pickupChannel(of: store) else { return report }
        var promotion = Promotion(
            number: try await Promotion.nextNumber(in: stock), store: store, skus: best.products.map(\.product),
            target: Self.target, buyers: buyers, tasks: tasks, seed: Self.seed)
        let session = StockSession(stock, principal: Self.principal)
        try await promotion.prepare(in: stock, by: session, channel: channel)
        let spike = Spike(promotion: promotion, channel: channel, stock: stock, session: session)
        let result = try await SpikeResult.running(spike, progress: progress)
        report.spike = result
        report.problems += result.problems(of: promotion)

        promotion.number += 1
        promotion.seed += 1
        try await promotion.prepare(in: stock, by: session, channel: channel)
        report.next = (promotion, channel)
        return report
    }
}
