/// A scenario in words.
public enum ScenarioText {
    /// Names and values.
    public static func lines(of scenario: LoadScenario, workers: Int) -> [(name: String, value: String)] {
        var lines: [(name: String, value: String)] = []
        switch scenario.arrivals {
        case .openLoop(let curve, let spacing):
            lines.append(("arrivals", "open loop, \(spacing == .random ? "at random" : "evenly spaced")"))
            lines.append(("requests", ReportText.count(Int(curve.total))))
            let rates = curve.points.map(\.perSecond)
            let (least, most) = (Int(rates.min() ?? 0), Int(rates.max() ?? 0))
            lines.append(
                (
                    "a second",
                    least == most ? ReportText.count(most) : "\(ReportText.count(least)) to \(ReportText.count(most))"
                ))
        case .closedLoop(let callers, _):
            lines.append(("arrivals", "closed loop, \(ReportText.count(callers)) callers with one request each"))
        }
        lines.append(("seconds", "\(Int(scenario.durationSeconds.rounded()))"))
        if let most = scenario.requestsMax { lines.append(("requests, at most", ReportText.count(most))) }
        lines.append(("mix", scenario.mix.text))
        lines.append(("popularity", scenario.popularity.text))
        lines.append(("SKUs", "\(ReportText.count(scenario.stock.skus.count)): \(scenario.stock.skus.text)"))
        lines.append(("lines of a cart", range(scenario.linesPerCart)))
        lines.append(("units of a line", range(scenario.unitsPerLine)))
        lines.append(("channels", scenario.stock.channels.map(String.init).joined(separator: ", ")))
        lines.append(("hold", scenario.holdMilliseconds.map { "\($0 / 1_000) s" } ?? "as the channel says"))
        lines.append(("in flight, at most", ReportText.count(scenario.inFlightMax)))
        lines.append(("processes", "\(workers)"))
        lines.append(("seed", "\(scenario.seed)"))
        return lines
    }

    private static func range<Bound>(_ range: ClosedRange<Bound>) -> String {
        range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
}
