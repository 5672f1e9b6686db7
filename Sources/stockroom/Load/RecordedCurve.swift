import RetailRecords
import RetailReplay
import StockLoad

/// How many came when, as a file has recorded it.
struct RecordedCurve {
    /// In its own time and height.
    let curve: ArrivalCurve
    /// The file says requests a second, so that time and height may be taken as they are.
    let isOfRequests: Bool

    /// Till lines, or lines of `seconds,per_second`.
    static func read(_ path: String) throws -> RecordedCurve {
        do {
            do throws(InputError) {
                return RecordedCurve(curve: try points(InputFile(path: path)), isOfRequests: true)
            } catch {
                guard case .headerDiffers = error else { throw error }
                let slice = try CompleteJourneySlice(reading: InputFile(path: path).records())
                return RecordedCurve(curve: try busiestDay(of: slice.baskets), isOfRequests: false)
            }
        } catch { throw CommandFailure(describing: error) }
    }

    /// As it is, or in other seconds and with another highest rate.
    func told(inSeconds seconds: Double?, peak: Double?) -> ArrivalCurve? {
        let highest = curve.points.map(\.perSecond).max() ?? 0
        return curve.scaled(
            toSeconds: seconds ?? (isOfRequests ? curve.duration : 30), peak: peak ?? (isOfRequests ? highest : 1_000))
    }

    private static func points(_ file: InputFile) throws(InputError) -> ArrivalCurve {
        var records = file.records()
        try records.readHeader(["seconds", "per_second"])
        var points: [ArrivalCurve.Point] = []
        while let step = try records.next() {
            guard step == .record, let seconds = Double(records.record.text(0)),
                let perSecond = Double(records.record.text(1))
            else {
                throw .unreadable(path: "the curve", detail: "line \(records.record.line) is no seconds,per_second")
            }
            points.append(ArrivalCurve.Point(seconds: seconds, perSecond: perSecond))
        }
        guard let curve = ArrivalCurve(points) else {
            throw .unreadable(
                path: "the curve",
                detail:
                    "it needs at least two lines, the first at 0 seconds, each later than the one before, rates from 0 to 10,000,000"
            )
        }
        return curve
    }

    private static let dayMilliseconds: Int64 = 86_400_000
    private static let stepMilliseconds: Int64 = 15 * 60_000

    /// Baskets a second in each quarter of an hour of the day with most baskets.
    private static func busiestDay(of baskets: [Basket]) throws -> ArrivalCurve {
        let days = Dictionary(grouping: baskets) { $0.occurredAtMilliseconds / dayMilliseconds }
        let busiest = days.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
        var counts = [Int](repeating: 0, count: Int(dayMilliseconds / stepMilliseconds))
        for basket in busiest?.value ?? [] {
            counts[Int(basket.occurredAtMilliseconds % dayMilliseconds / stepMilliseconds)] += 1
        }
        let seconds = Double(stepMilliseconds) / 1_000
        var points = [ArrivalCurve.Point(seconds: 0, perSecond: Double(counts[0]) / seconds)]
        for (step, count) in counts.enumerated() {
            points.append(
                ArrivalCurve.Point(seconds: (Double(step) + 0.5) * seconds, perSecond: Double(count) / seconds))
        }
        guard let curve = ArrivalCurve(points) else {
            throw CommandFailure(.input, "no basket is left in the file: there is no curve")
        }
        return curve
    }
}
