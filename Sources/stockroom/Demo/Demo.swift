import Foundation
import RetailReplay
import StockAPI
import StockEngine
import StockModel

/// The acts of the demo, one after another, on one store.
struct Demo {
    /// Who sells in the promotions.
    private static let principal: PrincipalID = 103
    private static let bestSellers = 20
    private static let target: Int64 = 500
    private static let seed: UInt64 = 20_171_115

    let input: InputFile
    let folder: String
    /// Where the store of the second act lies.
    let promisesFolder: String
    let buyers: Int
    let tasks: Int
    let progress: ProgressLine

    func run() async throws -> DemoReport {
        defer { progress.finish() }
        let began = ContinuousClock.now
        progress.show("reading the till lines")
        let slice = try CompleteJourneySlice(reading: input.records())
        var report = try await StoreFolder.use(folder) { stock in try await trade(slice, on: stock) }
        if let act = try await PromisesAct(slice: slice, folder: promisesFolder, progress: progress).run() {
            report.promises = act.report
            report.problems += act.problems
        }
        guard let next = report.next else { return report }

        let trial = CrashTrial(
            folder: folder, promotion: next.promotion, channel: next.channel, principal: Self.principal,
            killAfter: max(1, Int(clamping: next.promotion.target) * next.promotion.skus.count / 2))
        let acknowledged = try trial.crash(progress: progress)
        progress.show("opening the store again")
        let opening = ContinuousClock.now
        try await StoreFolder.use(folder) { stock in
            let opened = opening.duration(to: .now)
            progress.show("looking for what was acknowledged", 0, of: acknowledged.count)
            let result = try await trial.look(for: acknowledged, in: stock, opening: opened)
            progress.finish()
            report.recovery = result
            report.add(try await Verification.run(on: stock))
        }
        report.seconds = began.duration(to: .now).seconds
        report.judge()
        return report
    }

    /// The replay and the first promotion; prepares the second.
    private func trade(_ slice: CompleteJourneySlice, on stock: Stockroom) async throws -> DemoReport {
        let replay = CompleteJourneyReplay(slice, from: input.source, into: stock)
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
