import RetailDocuments
import RetailPurchasing
import StockBytes
import StockModel
import StockTesting
import Testing

@Suite("A line of an order: ordered = received + open + cancelled, whatever happens")
struct PurchaseOrderLineTests {
    private static let day = CalendarDay(20_000)

    private static func line(_ ordered: Int64 = 10) -> PurchaseOrderLine {
        PurchaseOrderLine(
            order: 1, line: 1, supplier: "A", sku: 4711, ordered: ordered, unitCost: Money(tenThousandths: 25_000),
            dueDay: day)
    }

    @Test func `RC-1: of 100 without tolerance the hundred and first is over`() throws {
        let line = try Self.line(100).after(.receive(100, on: Self.day))
        #expect(line.open == 0 && line.received == 100)
        #expect(throws: PurchaseOrderRule.overReceipt(1, 1, quantity: 1, open: 0, tolerance: 0)) {
            try line.after(.receive(1, on: Self.day))
        }
        let accepted = try line.after(.acceptOver(1, on: Self.day))
        #expect(accepted.received == 100 && accepted.over == 1 && accepted.open == 0)
    }

    @Test func `RC-2: of 10, 4 and 3 come, closed short`() throws {
        let line = try Self.line().after(.receive(4, on: Self.day)).after(.receive(3, on: Self.day.adding(1)))
            .after(.closeShort)
        #expect(line.received == 7 && line.open == 0 && line.cancelled == 3)
        #expect(line.deliveries.map(\.quantity) == [4, 3])
    }

    @Test func `the tolerance is for the line, not for each receipt`() throws {
        let line = try Self.line().after(.receive(11, on: Self.day, tolerance: 2))
        #expect(line.received == 10 && line.over == 1 && line.acceptable(tolerance: 2) == 1)
        #expect(throws: PurchaseOrderRule.overReceipt(1, 1, quantity: 2, open: 0, tolerance: 1)) {
            try line.after(.receive(2, on: Self.day, tolerance: 2))
        }
    }

    @Test func `whatever happens in whatever order, what is refused changes nothing, and the sum holds`() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<200 {
            var line = Self.line(Int64.random(in: 1...40, using: &random))
            for _ in 0..<30 {
                let quantity = Int64.random(in: -1...20, using: &random)
                let events: [PurchaseOrderLine.Event] = [
                    .receive(quantity, on: Self.day.adding(Int32(quantity)), tolerance: quantity / 2),
                    .acceptOver(quantity, on: Self.day), .reject(quantity), .bill(quantity), .sendBack(quantity),
                    .confirm(quantity: quantity, due: Self.day.adding(3)), .confirm(), .amend(ordered: quantity),
                    .amend(unitCost: Money(tenThousandths: quantity)), .cancel(quantity), .closeShort,
                ]
                guard let event = events.randomElement(using: &random), let next = try? line.after(event) else {
                    continue
                }
                line = next
                #expect(line.ordered == line.received + line.open + line.cancelled)
                #expect(line.open >= 0 && line.received >= 0 && line.cancelled >= 0 && line.over >= 0)
                #expect(line.rejected <= line.arrived && line.returned <= line.arrived)
                #expect(line.deliveries.reduce(0) { $0 + $1.quantity } == line.arrived)
                #expect(line.terms.contains { $0.description.hasPrefix("po.due/") } == (line.open > 0))
            }
        }
    }
}
