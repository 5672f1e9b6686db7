import Foundation
import RetailRecords
import RetailReplay
import StockEngine
import StockTesting
import Testing

/// The real files, read back from the store.
struct WholeFileReplayTests {
    // Missing when skipped: data/complete-journey-holiday.csv.xz, which is part of a full clone.
    @Test(
        .enabled(if: RetailFiles.exists(RetailFiles.completeJourney), "data/complete-journey-holiday.csv.xz is missing")
    )
    func `the holiday slice sells and refuses what an independent program computed`() async throws {
        try await withTemporaryStock { stock, _ in
            let file = try InputFile(path: RetailFiles.completeJourney)
            let slice = try CompleteJourneySlice(reading: file.records())
            let replay = CompleteJourneyReplay(slice, from: file.source, into: stock)
            let report = try await replay.run()
            #expect(report.performed == 18_291 && report.notTaken.isEmpty)
            let figures = try await replay.figures()
            #expect(figures.rows == 193_016 && figures.skipped == 2_956 && figures.baskets == 18_291)
            #expect(figures.levels == 138_386 && figures.openingUnits == 247_379)
            #expect(figures.webOrders == 5_771 && figures.webUnits == 71_026)
            #expect(figures.webRefused == 373 && figures.webUnitsRefused == 10_923)
            #expect(figures.tillLines == 126_586 && figures.tillUnits == 163_676)
            #expect(figures.tillLinesRefused == 1_088 && figures.tillUnitsRefused == 3_836)
            #expect(figures.unitsLeft == 12_677)
            #expect(try await stock.verify().differences == [])
        }
    }

    // Missing when skipped: online-retail.csv.xz, which may not be shipped with this package. Put it in a
    // folder and name the folder in the environment variable STOCKROOM_DATA.
    @Test(
        .enabled(
            if: RetailFiles.exists(RetailFiles.onlineRetail),
            "online-retail.csv.xz is missing: set STOCKROOM_DATA to its folder"))
    func `the first weeks of invoices leave in the store what the rule decides`() async throws {
        let input = try InputFile(path: RetailFiles.onlineRetail)
        var chunks = 0
        let slice = CSVReader { () throws(InputError) -> [UInt8]? in
            chunks += 1
            return chunks <= 4 ? try input.nextChunk() : nil
        }
        let file = try OnlineRetailFile(reading: slice)
        let totals = OnlineRetailTotals(of: file)
        try await withTemporaryStock { stock, _ in
            let replay = OnlineRetailReplay(file, from: ReplaySource(name: "weeks", fingerprint: 1), into: stock)
            let report = try await replay.run()
            #expect(report.performed == file.documents.count && report.notTaken.isEmpty)
            let figures = try await replay.figures()
            #expect(figures.rows == file.rows && figures.documents == totals.documents)
            #expect(figures.goodsCodes == totals.goodsCodes)
            #expect(figures.sales == totals.side(.sale) && figures.returns == totals.side(.customerReturn))
            #expect(figures.adjustmentsDown == totals.side(.adjustmentDown))
            #expect(figures.adjustmentsUp == totals.side(.adjustmentUp))
            #expect(figures.returnLinesMatchedInFull == totals.linesMatchedInFull)
            #expect(figures.returnLinesMatchedInPart == totals.linesMatchedInPart)
            #expect(figures.orphanLinesNoCustomer == totals.orphanLines[.noCustomer] ?? 0)
            #expect(figures.orphanLinesNoEarlierSale == totals.orphanLines[.noEarlierSale] ?? 0)
            #expect(figures.orphanLinesUsedUp == totals.orphanLines[.usedUp] ?? 0)
            #expect(figures.matchedUnits == totals.matchedUnits && figures.orphanUnits == totals.orphanUnits)
            #expect(figures.openingUnits == OnlineRetailOpening(of: file).units)
            #expect(figures.stockLeft == figures.openingUnits + totals.stockChange)
            #expect(figures.salesValue * 10_000 == Decimal(totals[.sale].valueTenThousandths))
            #expect(try await stock.verify().differences == [])
        }
    }

    // Missing when skipped: online-retail.csv.xz, which may not be shipped with this package. Put it in a
    // folder and name the folder in the environment variable STOCKROOM_DATA.
    @Test(
        .enabled(
            if: RetailFiles.exists(RetailFiles.onlineRetail) && RetailFiles.testsMayBeSlow,
            "two minutes without optimisation: set STOCKROOM_SLOW_TESTS, and STOCKROOM_DATA to the file's folder"))
    func `the whole year of invoices gives its golden totals`() async throws {
        try await withTemporaryStock { stock, _ in
            let input = try InputFile(path: RetailFiles.onlineRetail)
            let file = try OnlineRetailFile(reading: input.records())
            let replay = OnlineRetailReplay(file, from: input.source, into: stock)
            let report = try await replay.run()
            #expect(report.performed == 25_900 && report.notTaken.isEmpty)
            let figures = try await replay.figures()
            #expect(figures.rows == 541_909 && figures.documents == 25_900 && figures.goodsCodes == 3_926)
            #expect(figures.sales == OnlineRetailFigures.Side(documents: 19_968, lines: 528_138, units: 5_593_883))
            #expect(figures.returns == OnlineRetailFigures.Side(documents: 3_836, lines: 8_704, units: 272_030))
            #expect(figures.adjustmentsDown == OnlineRetailFigures.Side(documents: 1_336, lines: 1_324, units: 206_898))
            #expect(figures.adjustmentsUp == OnlineRetailFigures.Side(documents: 757, lines: 748, units: 51_137))
            #expect(figures.returnLinesMatchedInFull == 7_432 && figures.returnLinesMatchedInPart == 51)
            #expect(figures.orphanLinesNoCustomer == 165 && figures.orphanLinesNoEarlierSale == 1_031)
            #expect(figures.orphanLinesUsedUp == 25)
            #expect(figures.matchedUnits == 250_677 && figures.orphanUnits == 21_353)
            #expect(figures.openingUnits == 5_672_339 && figures.stockLeft == 173_372)
            #expect(figures.quarantineLeft == 21_353)
            #expect(figures.salesValue == Decimal(string: "10271034.61"))
            #expect(figures.returnsValue == Decimal(string: "478724.18"))
            #expect(figures.chargesValue == Decimal(string: "-44562.496"))
        }
    }
}

extension OnlineRetailTotals {
    fileprivate func side(_ kind: RetailDocument.Kind) -> OnlineRetailFigures.Side {
        OnlineRetailFigures.Side(
            documents: self[kind].documents, lines: self[kind].goodsLines, units: self[kind].units)
    }
}
