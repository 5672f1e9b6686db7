import RetailReplay
import Testing

/// The shipped file against figures that were computed from it by other means.
struct CompleteJourneyTotalsTests {
    // Missing when skipped: data/complete-journey-holiday.csv.xz, which is part of a full clone.
    @Test(
        .enabled(if: RetailFiles.exists(RetailFiles.completeJourney), "data/complete-journey-holiday.csv.xz is missing")
    )
    func `the holiday slice gives its known figures`() throws {
        let slice = try CompleteJourneySlice(reading: InputFile(path: RetailFiles.completeJourney).records())
        #expect(slice.rows == 193_016)
        #expect(slice.skipped == 2_956)
        #expect(slice.problems.count == 0)
        #expect(slice.baskets.count == 18_291)
        #expect(slice.baskets.prefix(3).map(\.id) == [40_727_261_425, 40_727_439_753, 40_727_312_050])
        #expect(slice.baskets.last?.id == 41_453_083_334)
        #expect(slice.baskets.count { $0.fulfilment == .pickup } == 6_144)
        #expect(slice.lines(.pickup) == 62_386 && slice.units(.pickup) == 81_949)
        #expect(slice.lines(.till) == 127_674 && slice.units(.till) == 167_512)
        let value = slice.baskets.flatMap(\.lines).reduce(0) { $0 + $1.salesValueTenThousandths }
        #expect(value == 5_847_062_400)

        let opening = OpeningStock(for: slice)
        #expect(opening.levels.count == 138_386)
        #expect(opening.units == 247_379)
        #expect(Set(opening.levels.map(\.store)).count == 193)
        #expect(Set(opening.levels.map(\.product)).count == 29_431)

        let best = BestSellers(of: slice)
        #expect(best.store == 367)
        #expect(
            best.products.map(\.product) == [
                1_082_185, 1_029_743, 995_242, 914_190, 1_106_523, 1_133_018, 883_404, 820_165, 981_760, 844_165,
                923_746, 995_785, 916_122, 840_361, 860_776, 834_484, 849_843, 951_590, 962_568, 1_013_321,
            ])
        #expect(best.products.first?.units == 2_021 && best.products.last?.units == 493)
    }
}
