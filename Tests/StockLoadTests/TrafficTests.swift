import StockBytes
import Testing

@testable import StockLoad

struct TrafficTests {
    @Test func `a mix is drawn as its weights say`() throws {
        let mix = try #require(ActionMix("browse=60,reserve=30,sell=10"))
        var random = SplitMix64(seed: 3)
        var drawn: [LoadAction: Int] = [:]
        for _ in 0..<100_000 { drawn[mix.action(&random), default: 0] += 1 }
        for (action, weight) in mix.weights {
            #expect(abs(drawn[action, default: 0] - weight * 1_000) < 1_000)
        }
    }

    @Test func `of the carts as many are committed and released as the mix has commits and releases`() throws {
        let mix = try #require(ActionMix("reserve=10,commit=6,release=3"))
        var random = SplitMix64(seed: 3)
        var fates: [ActionMix.Fate: Int] = [:]
        for _ in 0..<100_000 { fates[mix.fate(&random), default: 0] += 1 }
        #expect(abs(fates[.committed, default: 0] - 60_000) < 1_000)
        #expect(abs(fates[.released, default: 0] - 30_000) < 1_000)
        #expect(abs(fates[.abandoned, default: 0] - 10_000) < 1_000)
    }

    @Test(arguments: [
        "", "buy=1", "reserve", "reserve=0", "reserve=-1", "reserve=1,reserve=2", "reserve=1,commit=2",
        "reserve=1000001", "reserve=1,",
    ]) func `a mix that makes no sense is none`(text: String) { #expect(ActionMix(text) == nil) }

    @Test func `Zipf's law, a hot SKU and an even choice are drawn as they say`() throws {
        func shares(_ text: String) throws -> [Double] {
            let draw = PopularityDraw(try #require(Popularity(text)), count: 100)
            var random = SplitMix64(seed: 11)
            var counts = [Double](repeating: 0, count: 100)
            for _ in 0..<200_000 { counts[draw.place(&random)] += 1 / 200_000 }
            return counts
        }
        let zipf = try shares("zipf")
        let harmonic = (1...100).reduce(0.0) { $0 + 1 / Double($1) }
        for rank in [1, 2, 10, 100] { #expect(abs(zipf[rank - 1] - 1 / Double(rank) / harmonic) < 0.005) }
        let hot = try shares("hot:0.9")
        #expect(abs(hot[0] - 0.9) < 0.005)
        #expect(hot.dropFirst().allSatisfy { abs($0 - 0.1 / 99) < 0.001 })
        #expect(abs(try shares("hot")[0] - 1) < 0.001)
        #expect(try shares("uniform").allSatisfy { abs($0 - 0.01) < 0.002 })
        for text in ["", "zip", "zipf:x", "zipf:11", "hot:1.1", "uniform:2", "zipf:1:2"] {
            #expect(Popularity(text) == nil)
        }
    }

    @Test func `numbers of SKUs are read as they are written, in that order`() throws {
        let ranges = try #require(NumberRanges("100-102,7,4711"))
        #expect((0..<ranges.count).map { ranges.number(at: $0) } == [100, 101, 102, 7, 4711])
        #expect(ranges.text == "100-102,7,4711")
        for text in ["", "0", "5-3", "1-3,2", "a", "1-2-3", "1,", "1-999999999999"] {
            #expect(NumberRanges(text) == nil)
        }
    }

    @Test func `a limit says what it is about, and what is no limit is refused`() throws {
        let requirements: [(String, Requirement.Measure, Int64)] = [
            ("p99=1ms", .latency(percentile: 99, of: nil), 1_000),
            ("p99.9=1.5s", .latency(percentile: 99.9, of: nil), 1_500_000),
            ("reserve.p50=800us", .latency(percentile: 50, of: .reserve), 800),
            ("sell.max=2ms", .latency(percentile: 100, of: .sell), 2_000),
            ("oversold=0", .count(.oversold), 0), ("granted-twice=0", .count(.grantedTwice), 0),
            ("rate=5000", .rate, 5_000_000), ("rate=0.5", .rate, 500), ("answered=99.9%", .answered, 999_000),
        ]
        for (text, measure, limit) in requirements {
            let requirement = try #require(Requirement(text))
            #expect(requirement.measure == measure && requirement.limit == limit)
        }
        for text in [
            "", "p99", "p99=1", "p100=1ms", "p0=1ms", "pay.p99=1ms", "oversold=-1", "answered=99", "x=1", "p0x1p3=1ms",
            "p99.=1ms",
            "errors=+3", "p99=0x1p3ms", "p99=-1ms", "rate=1e3",
        ] {
            #expect(Requirement(text) == nil)
        }
    }
}
