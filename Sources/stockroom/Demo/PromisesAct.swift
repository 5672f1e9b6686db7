import Foundation
import RetailReplay
import StockEngine
import StockModel

/// The second act: the same baskets, through the channels of a retailer who sells one stock to all of them.
///
/// It has a store of its own, on a simulated clock that runs through six weeks in seconds.
struct PromisesAct {
    let slice: CompleteJourneySlice
    let folder: String
    let progress: ProgressLine

    struct Report: Encodable {
        var figures: OmnichannelFigures
        var verifyDifferences: Int
        var rowsChecked: UInt64
        var stateHash: String
        var seconds: Double

        enum CodingKeys: String, CodingKey {
            case seconds
            case verifyDifferences = "verify_differences"
            case rowsChecked = "verify_rows_checked"
            case stateHash = "state_hash"
        }

        /// The figures beside what `verify` found, not a level below.
        func encode(to encoder: any Encoder) throws {
            try figures.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(verifyDifferences, forKey: .verifyDifferences)
            try container.encode(rowsChecked, forKey: .rowsChecked)
            try container.encode(stateHash, forKey: .stateHash)
            try container.encode(seconds, forKey: .seconds)
        }
    }

    /// Nil for a slice without baskets.
    func run() async throws -> (report: Report, problems: [String])? {
        guard let opening = OmnichannelReplay.opening(of: slice) else { return nil }
        let began = ContinuousClock.now
        let clock = SimulatedClock(startingAt: opening)
        var options = StockroomOptions()
        options.clock = clock
        // Six weeks and more are looked back on at the end.
        var retention = Retention()
        retention.closedReservationsMilliseconds = 400 * 86_400_000
        retention.eventsMilliseconds = 400 * 86_400_000
        options.retention = retention
        var settings = ReplaySettings()
        settings.now = { clock.now }
        let (slice, progress) = (slice, progress)
        return try await StoreFolder.use(folder, options: options) { [settings] stock in
            let replay = OmnichannelReplay(into: stock, settings: settings) { moment in
                clock.advance(byMilliseconds: max(0, moment.milliseconds(since: clock.now)))
            }
            let figures = try await replay.run(slice) { progress.show($0, of: "baskets through the channels") }
            let verification = try await Verification.run(on: stock)
            let report = Report(
                figures: figures, verifyDifferences: verification.differences,
                rowsChecked: verification.rowsChecked, stateHash: verification.stateHash,
                seconds: began.duration(to: .now).seconds)
            return (report, verification.found + Self.problems(of: figures))
        }
    }

    /// What the rules forbid, whatever the data are.
    private static func problems(of figures: OmnichannelFigures) -> [String] {
        var problems: [String] = []
        if figures.kits.sold > figures.kits.cap {
            problems.append("\(figures.kits.sold) kits were sold, the promotion allows \(figures.kits.cap)")
        }
        let waited = figures.backorders.served + figures.backorders.waiting
        if waited != figures.backorders.units {
            problems.append("\(figures.backorders.units) units were backordered, \(waited) are accounted for")
        }
        let placed = figures.web.bySplits.reduce(0, +) + figures.web.waitingWhole
        if placed != figures.web.orders {
            problems.append("\(figures.web.orders) web orders were accepted, \(placed) are accounted for")
        }
        return problems
    }
}
