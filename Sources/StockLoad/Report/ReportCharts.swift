/// The drawings of a rehearsal.
struct ReportCharts {
    private let record: LoadRecord
    private let samples: [ServerSample]
    private let scenario: LoadScenario

    init(_ record: LoadRecord, _ samples: [ServerSample], _ scenario: LoadScenario) {
        self.record = record
        self.samples = samples
        self.scenario = scenario
    }

    var all: [TimeChart] { [rates, latency, outcomes, flushes, server].compactMap { $0 } }

    private var seconds: Double { max(record.seconds, Double(record.intervals.count) * record.intervalSeconds) }

    private var rates: TimeChart {
        TimeChart(
            title: "Requests a second",
            lines: [
                line("offered", "second broad") { Double($0.offered) / record.intervalSeconds },
                line("answered", "first") { Double($0.results.answered) / record.intervalSeconds },
            ], bands: checkpoints, seconds: seconds, label: Self.count)
    }

    private var latency: TimeChart {
        TimeChart(
            title: "Latency",
            lines: [
                latencyLine("p99.9", "fourth", 99.9), latencyLine("p99", "second", 99), latencyLine("p50", "first", 50),
            ], bands: checkpoints, seconds: seconds, isLogarithmic: true, label: Self.time)
    }

    private var outcomes: TimeChart {
        TimeChart(
            title: "Outcomes a second",
            lines: [
                line("done", "first") { Double($0.results.accepted) / record.intervalSeconds },
                line("refused", "second") { Double($0.results.refusals) / record.intervalSeconds },
                line("busy", "third") { Double($0.results.busy) / record.intervalSeconds },
                line("errors", "fourth") { Double($0.results.errors) / record.intervalSeconds },
            ].filter { $0.name == "done" || $0.points.contains { $0.value > 0 } }, bands: checkpoints,
            seconds: seconds, label: Self.count)
    }

    private var flushes: TimeChart? {
        guard samples.contains(where: { $0.flushes > 0 }) else { return nil }
        func line(_ name: String, _ style: String, _ value: (ServerSample) -> UInt64) -> TimeChart.Line {
            TimeChart.Line(
                name: name, style: style,
                points: samples.filter { $0.flushes > 0 }.map { ($0.seconds, Double(value($0))) })
        }
        return TimeChart(
            title: "Flushes of the server's journal",
            lines: [
                line("longest", "fourth", \.flushLongest), line("p99", "second", \.flushP99),
                line("p50", "first", \.flushP50),
            ], bands: checkpoints, seconds: seconds, isLogarithmic: true, label: Self.time)
    }

    private var server: TimeChart? {
        guard !samples.isEmpty else { return nil }
        return TimeChart(
            title: "Memory of rows that wait for a checkpoint",
            lines: [
                TimeChart.Line(
                    name: "MiB", style: "first", points: samples.map { ($0.seconds, Double($0.dirtyBytes) / 1_048_576) }
                )
            ], bands: checkpoints, seconds: seconds, label: Self.count)
    }

    /// From when each began, as far as the samples say.
    private var checkpoints: [TimeChart.Band] {
        samples.filter { $0.checkpoints > 0 }.map { sample in
            let length = Double(sample.checkpointMilliseconds) / 1_000
            return TimeChart.Band(
                from: max(0, sample.seconds - length), to: sample.seconds,
                text: "checkpoint of \(sample.checkpointMilliseconds) ms")
        }
    }

    private func line(_ name: String, _ style: String, _ value: (IntervalRecord) -> Double) -> TimeChart.Line {
        TimeChart.Line(name: name, style: style, points: whole.map { (middle(of: $0), value($0)) })
    }

    private func latencyLine(_ name: String, _ style: String, _ percentile: Double) -> TimeChart.Line {
        TimeChart.Line(
            name: name, style: style,
            points: record.intervals.filter { $0.latency.count > 0 }.map {
                (middle(of: $0), Double($0.latency.microseconds(atPercentile: percentile)))
            })
    }

    /// Without a last one that is cut off.
    private var whole: ArraySlice<IntervalRecord> {
        record.intervals.prefix(max(1, Int(record.seconds / record.intervalSeconds)))
    }

    private func middle(of interval: IntervalRecord) -> Double {
        (Double(interval.index) + 0.5) * record.intervalSeconds
    }

    private static func count(_ value: Double) -> String { ReportText.count(Int(value.rounded())) }
    private static func time(_ value: Double) -> String { ReportText.time(microseconds: UInt64(max(0, value))) }
}
