import Foundation
import RetailReplay
import StockAPI
import StockModel

/// The acts of the demo, one after another, on one store.
struct Demo {
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
        let trade = Trade(source: input.source, buyers: buyers, tasks: tasks, progress: progress)
        var report = try await StoreFolder.use(folder) { stock in try await trade.run(slice, on: stock) }
        if let act = try await PromisesAct(slice: slice, folder: promisesFolder, progress: progress).run() {
            report.promises = act.report
            report.problems += act.problems
        }
        guard let next = report.next else { return report }

        let trial = CrashTrial(
            folder: folder, promotion: next.promotion, channel: next.channel, principal: Trade.principal,
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
}
