import StockModel
import Testing

@Suite("Counts of durations")
struct DurationCountsTests {
    @Test("say the times to an eighth, from one microsecond to a minute")
    func precise() {
        for microseconds: UInt64 in [0, 1, 7, 8, 9, 15, 16, 100, 105, 1_023, 1_024, 99_999, 12_345_678, 62_000_000] {
            var counts = DurationCounts()
            counts.record(microseconds: microseconds)
            let told = counts.microseconds(atPercentile: 50)
            #expect(told >= microseconds)
            #expect(told - microseconds <= microseconds / 8)
        }
    }

    @Test("put everything that is longer into the last step")
    func longest() {
        var counts = DurationCounts()
        counts.record(microseconds: .max)
        #expect(counts.counts.count == DurationCounts.stepsMax)
        #expect(counts.total == 1)
    }

    @Test("give what happened between two readings")
    func between() {
        var counts = DurationCounts()
        counts.record(microseconds: 100)
        let before = counts
        for _ in 0..<99 { counts.record(microseconds: 10) }
        counts.record(microseconds: 1_000)
        let since = counts.since(before)
        #expect(since.total == 100)
        #expect(since.microseconds(atPercentile: 99) == 10)
        #expect(since.microseconds(atPercentile: 100) >= 1_000)
        #expect(counts.since(counts) == DurationCounts())
    }

    @Test("without any, every percentile is zero") func none() {
        #expect(DurationCounts().microseconds(atPercentile: 99) == 0)
    }
}
