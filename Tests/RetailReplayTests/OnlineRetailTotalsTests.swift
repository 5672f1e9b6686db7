import RetailReplay
import Testing

/// The real file against its published totals.
// Missing when skipped: online-retail.csv.xz, which may not be shipped with this package. Put it in a
// folder and name the folder in the environment variable STOCKROOM_DATA.
@Suite(
    .enabled(
        if: RetailFiles.exists(RetailFiles.onlineRetail),
        "online-retail.csv.xz is missing: set STOCKROOM_DATA to its folder"))
struct OnlineRetailTotalsTests {
    @Test func `the whole year gives its golden totals`() throws {
        let file = try OnlineRetailFile(reading: InputFile(path: RetailFiles.onlineRetail).records())
        #expect(file.rows == 541_909)
        #expect(file.problems.count == 0 && file.documentsLeftOut == 0)

        let totals = OnlineRetailTotals(of: file)
        #expect(totals.rows == 541_909 && totals.documents == 25_900 && totals.goodsCodes == 3_926)
        #expect(totals.quantity == 5_176_450)
        #expect(totals.valueTenThousandths == 97_477_479_340)

        let sales = totals[.sale]
        #expect(sales.documents == 19_968 && sales.goodsLines == 528_138 && sales.units == 5_593_883)
        #expect(sales.valueTenThousandths == 102_710_346_100)
        let returns = totals[.customerReturn]
        #expect(returns.documents == 3_836 && returns.goodsLines == 8_704 && returns.units == 272_030)
        #expect(returns.valueTenThousandths == 4_787_241_800)
        #expect(totals.chargesValueTenThousandths == -445_624_960)

        #expect(totals.linesMatchedInFull == 7_432 && totals.linesMatchedInPart == 51)
        #expect(totals.orphanLines == [.noCustomer: 165, .noEarlierSale: 1_031, .usedUp: 25])
        #expect(totals.matchedUnits == 250_677 && totals.orphanUnits == 21_353)

        let down = totals[.adjustmentDown]
        #expect(down.documents == 1_336 && down.goodsLines == 1_324 && down.units == 206_898)
        let up = totals[.adjustmentUp]
        #expect(up.documents == 757 && up.goodsLines == 748 && up.units == 51_137)
        #expect(totals[.charge].documents == 3)

        let opening = OnlineRetailOpening(of: file)
        #expect(opening.levels.count == 3_926)
        #expect(opening.units == 5_672_339)
        #expect(opening.units + totals.stockChange == 173_372)
        for level in opening.levels { #expect(ItemCode.code(ofSKU: level.sku) == level.code) }

        let interrupted = try #require(file.documents.first { $0.number == "542806" })
        #expect(interrupted.fileLines.first == 78_088 && interrupted.fileLines.last == 78_128)
        #expect(interrupted.fileLines.count == 39)
    }
}
