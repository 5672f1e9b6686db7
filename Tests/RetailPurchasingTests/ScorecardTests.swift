import RetailDocuments
import RetailPurchasing
import StockModel
import Testing

@Suite("A supplier's scorecard is counted in whole numbers")
struct ScorecardTests {
    private static func line(_ ordered: Int64 = 10) -> PurchaseOrderLine {
        PurchaseOrderLine(
            order: 1, line: 1, supplier: "A", sku: 1, ordered: ordered, unitCost: .zero, dueDay: Shop.day.adding(4))
    }

    @Test func `mean and spread are those that a calculator gives`() throws {
        var card = SupplierScorecard(supplier: "A")
        for days in [2, 4, 4, 4, 5, 5, 7, 9] as [Int32] {
            card.count(try Self.line().after(.receive(10, on: Shop.day.adding(days))), sent: Shop.day)
        }
        #expect(card.leadTimeMeanHundredths == 500 && card.leadTimeSpreadHundredths == 200)
        card.count(try Self.line().after(.receive(10, on: Shop.day.adding(6))), sent: Shop.day)
        // 46 / 9 = 5.111…, and the root of 268 / 9 − (46 / 9)² is 1.9116…
        #expect(card.leadTimeMeanHundredths == 511 && card.leadTimeSpreadHundredths == 191)
    }

    @Test func `lines count when they are finished: in full, on time, with what was rejected`() throws {
        var card = SupplierScorecard(supplier: "A")
        let day = Shop.day
        let lines = [
            try Self.line().after(.receive(10, on: day.adding(4))).after(.reject(3)),
            try Self.line().after(.receive(4, on: day.adding(3))).after(.receive(6, on: day.adding(5))),
            try Self.line().after(.receive(7, on: day.adding(1))).after(.closeShort),
            try Self.line().after(.closeShort),
            try Self.line().after(.confirm(due: day.adding(6))).after(.receive(10, on: day.adding(6))),
            try Self.line().after(.receive(4, on: day)), Self.line(),
        ]
        for line in lines { card.count(line, sent: day) }
        #expect(card.lines == 5 && card.deliveredLines == 4)
        #expect(card.linesInFull == 3 && card.linesOnTime == 3 && card.linesOnTimeAsAsked == 2)
        #expect(card.linesOnTimeInFull == 2)
        #expect(card.unitsArrived == 37 && card.unitsRejected == 3 && card.rejectedBasisPoints == 810)
        #expect(card.basisPoints(card.linesOnTime) == 6_000)
    }

    @Test func `of nothing there is no mean`() {
        let card = SupplierScorecard(supplier: "A")
        #expect(card.leadTimeMeanHundredths == nil && card.leadTimeSpreadHundredths == nil)
        #expect(card.basisPoints(0) == nil && card.rejectedBasisPoints == nil)
    }

    @Test func `cancelled orders and those of other days do not count`() async throws {
        try await Shop.everywhere { shop in
            let number = try await shop.sent([10])
            try await shop.receive(10, on: 1, of: number, day: Shop.day.adding(3))
            let cancelled = try await shop.sent([10])
            try await shop.buyer.cancelPurchaseOrder(cancelled)
            let card = try await shop.buyer.scorecard(of: "A", ordered: Shop.day...Shop.day)
            #expect(card.lines == 1 && card.leadTimeMeanHundredths == 300)
            let later = try await shop.buyer.scorecard(of: "A", ordered: Shop.day.adding(1)...Shop.day.adding(9))
            #expect(later.lines == 0)
        }
    }

    @Test(
        arguments: [
            ("1970-01-01", 0, 4), ("2026-03-02", 20_514, 1), ("2024-02-29", 19_782, 4), ("1969-12-31", -1, 3),
            ("2000-12-31", 11_322, 7),
        ] as [(String, Int32, UInt8)])
    func `days are read and written`(text: String, number: Int32, weekday: UInt8) {
        let day = CalendarDay(number)
        #expect(day.description == text && CalendarDay(text) == day && day.weekday == weekday)
        #expect(CalendarDay(of: day.start) == day)
        #expect(CalendarDay(of: day.start.advanced(byMilliseconds: -1)) == day.adding(-1))
    }

    @Test(arguments: ["", "2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026-01-01 ", "2026-00-10", "x"])
    func `what is no day is not read`(text: String) { #expect(CalendarDay(text) == nil) }
}
