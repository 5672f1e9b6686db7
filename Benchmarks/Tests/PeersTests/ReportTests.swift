import Foundation
import LoadLoop
import Testing

@testable import Peers

struct ReportTests {
    private static let one = Case(connections: 64, inFlight: 2_048, distribution: .uniform)

    private var results: Results {
        var results = Results()
        for (system, rates) in [(PeerSystem.stockroom, [100.0, 500, 400]), (.redisAlways, [90, 100, 110])] {
            for rate in rates {
                var figures = Figures()
                figures.perSecond = rate * 1_000
                figures.p50Microseconds = 1_234.4
                figures.p99Microseconds = 9_876.5
                results.add(figures, system, Self.one)
            }
        }
        results.add(granted: 1_000, diskBytes: 64_000, .stockroom)
        results.add(granted: 3_000, diskBytes: 384_000, .stockroom)
        return results
    }

    @Test func `a row has the medians of its rounds, and its ratio to Stockroom`() throws {
        let table = Table.text(results, [Self.one]).components(separatedBy: "\n")
        #expect(
            table[2...] == [
                "| uniform, 64 × 32 | Stockroom | 400,000 | 1.00 | 1,234 | 9,877 | 0 | 0.000 | 0.000 |  |",
                "| uniform, 64 × 32 | Redis, always | 100,000 | 0.25 | 1,234 | 9,877 | 0 | 0.000 | 0.000 |  |",
            ])
    }

    @Test func `without Stockroom there is no ratio`() {
        var alone = Results()
        alone.add(Figures(), .redisAlways, Self.one)
        #expect(alone.ratio(of: alone.rows[0]) == nil)
    }

    @Test func `whole rounds are added up, their bytes are a median`() {
        #expect(Table.wholes(results).hasSuffix("| Stockroom | 4,000 | all | 96 |"))
    }

    @Test func `the rows for programs have the names that were agreed`() throws {
        let machine = Machine(folder: "/", programs: "/nowhere", systems: [], flushMicroseconds: 98)
        let data = try JSONReport(results, machine, rounds: 3, seconds: 1).encoded()
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let rows = try #require(object["rows"] as? [[String: Any]])
        let row = try #require(rows.last)
        #expect(row["system"] as? String == "redis-always")
        #expect(row["connections"] as? Int == 64 && row["in_flight"] as? Int == 2_048)
        #expect(row["distribution"] as? String == "uniform")
        #expect(row["per_second"] as? Double == 100_000)
        #expect(row["p50_us"] as? Double == 1_234.4 && row["p99_us"] as? Double == 9_876.5)
        #expect(row["times_stockroom"] as? Double == 0.25)
        #expect((object["machine"] as? [String: Any])?["flush_p50_us"] as? Double == 98)
    }

    @Test func `the page shows every configuration, and a drawing for each link`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../peers/configuration").standardized.path
        let page = Page(
            results: results, cases: [Self.one],
            machine: Machine(folder: "/", programs: "/nowhere", systems: [], flushMicroseconds: 98), rounds: 3,
            seconds: 2.5, context: Context(folder: "/", programs: "/nowhere", configurationFolder: folder))
        let charts = Charts.files(results, [Self.one])
        let text = try page.text(charts)
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            #expect(text.contains("`Benchmarks/peers/configuration/\(file)`:"))
            #expect(text.contains(try String(contentsOfFile: folder + "/" + file, encoding: .utf8)))
        }
        for chart in charts { #expect(text.contains("](peers/\(chart.name))")) }
        #expect(text.contains("3 rounds of 2.5 s after a warm-up of 0.25 s"))
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "-1,000")])
    func `thousands are set apart`(_ number: Int, _ text: String) {
        #expect(Text.grouped(number) == text)
    }
}

struct DrawingTests {
    @Test func `texts cannot become markup`() {
        var drawing = SVG(width: 10, height: 10)
        drawing.text("<script> & \"x\"", x: 1, y: 2)
        #expect(drawing.source.contains("&lt;script&gt; &amp; &quot;x&quot;"))
        #expect(!drawing.source.contains("<script"))
    }

    @Test func `a drawing needs nothing from elsewhere, and has both colours`() {
        let source = SVG(width: 10, height: 10).source
        #expect(source.components(separatedBy: "http").count == 2, "its namespace only")
        #expect(source.contains("prefers-color-scheme: dark"))
        #expect(source.hasPrefix("<svg ") && source.hasSuffix("</svg>\n"))
    }

    @Test(arguments: [(1.0, "1"), (1.04, "1"), (1.25, "1.3"), (-0.5, "-0.5"), (300, "300")])
    func `coordinates have a decimal at most`(_ value: Double, _ text: String) {
        #expect(SVG.number(value) == text)
    }

    @Test func `decades lie at equal distances`() {
        let scale = LogScale([30, 2_000], from: 400, to: 100)
        #expect(scale.decades == [10, 100, 1_000, 10_000])
        #expect(scale.decades.map { scale.position(of: $0).rounded() } == [400, 300, 200, 100])
        #expect(scale.position(of: 0) == 400)
    }

    @Test func `axes have short numbers`() {
        #expect([100, 10_000, 1_500_000].map(Charts.count) == ["100", "10 k", "1.5 M"])
        #expect([10, 1_000, 2_500, 1_000_000].map(Charts.time) == ["10 µs", "1 ms", "2.5 ms", "1 s"])
    }

    @Test func `a chart has a bar for each row`() throws {
        var results = Results()
        var figures = Figures()
        figures.perSecond = 50_000
        for system in [PeerSystem.stockroom, .postgresql] {
            for one in Case.quick { results.add(figures, system, one) }
        }
        let files = Charts.files(results, Case.quick)
        #expect(files.map(\.name) == ["throughput-uniform.svg", "throughput-hot.svg", "latency.svg"])
        // Three cases of two systems, and two in the legend.
        #expect(files[0].source.components(separatedBy: "<rect ").count == 1 + 3 * 2 + 2)
    }
}
