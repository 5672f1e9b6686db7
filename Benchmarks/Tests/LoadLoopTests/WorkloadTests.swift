import StockBytes
import LoadLoop
import Testing

struct WorkloadTests {
    @Test(arguments: Distribution.allCases)
    func `the same seed asks for the same levels`(_ distribution: Distribution) {
        var first = LevelPicker(.small, distribution, seed: 7)
        var second = LevelPicker(.small, distribution, seed: 7)
        for _ in 0..<1_000 {
            let level = first.next()
            #expect(level == second.next())
            #expect((1...1_000).contains(level.sku) && (1_000..<1_020).contains(level.location))
        }
    }

    @Test func `the first of the zipf levels is asked for far more often than all levels are on average`() {
        let zipf = Zipf(count: Assortment.small.levels)
        var random = SplitMix64(seed: 1)
        let first = (0..<100_000).count { _ in zipf.rank(at: random.next()) == 0 }
        // 1 / (the sum of rank^-0.99 to 20,000), which is 0.090.
        #expect((8_500...9_500).contains(first))
    }

    @Test func `ids grow, and their bytes too`() {
        var source = ReservationSource(.small, .hot, seed: 3)
        let ids = (0..<300).map { _ in source.next().id.bytes }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    }

    @Test func `a deadline is a quarter of an hour from now`() {
        var source = ReservationSource(.small, .hot, seed: 3)
        source.turn()
        let wait = source.next().deadlineMilliseconds - Clock.wallMilliseconds
        #expect((14 * 60_000...15 * 60_000).contains(wait))
    }
}
