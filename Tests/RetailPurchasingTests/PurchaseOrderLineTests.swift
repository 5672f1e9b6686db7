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
                    .acceptOver(quantity, on: Self.day), .reject(quantity), .withdrawRejection(quantity),
                    .bill(quantity), .sendBack(quantity),
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

    /// Lines of ten, as far as they can be.
    private static func states() throws -> [(name: String, line: PurchaseOrderLine)] {
        let full = try line().after(.receive(10, on: day))
        return [
            ("untouched", line()), ("partly", try line().after(.receive(4, on: day))), ("full", full),
            ("over", try full.after(.acceptOver(2, on: day))),
            ("short", try line().after(.receive(4, on: day)).after(.closeShort)),
            ("cancelled", try line().after(.closeShort)), ("rejected", try full.after(.reject(10))),
            ("returned", try full.after(.sendBack(10))), ("billed", try full.after(.bill(10))),
        ]
    }

    @Test func `each event in each state moves on, or is refused by name`() throws {
        let everywhere: Set<String> = [
            "untouched", "partly", "full", "over", "short", "cancelled", "rejected", "returned", "billed",
        ]
        let unlessOpen = everywhere.subtracting(["untouched", "partly"])
        let cost = Money(tenThousandths: -1)
        // The event, the rule that can be in the way, and where it is.
        let events: [(PurchaseOrderLine.Event, String, Set<String>)] = [
            (.receive(4, on: Self.day), "over-receipt", unlessOpen),
            (.receive(0, on: Self.day), "quantity-not-positive", everywhere),
            (.receive(11, on: Self.day, tolerance: 1), "over-receipt", everywhere.subtracting(["untouched"])),
            (.acceptOver(1, on: Self.day), "", []),
            (.acceptOver(0, on: Self.day), "quantity-not-positive", everywhere),
            (.acceptOver(PurchaseOrderLine.quantityMax, on: Self.day), "beyond-range", everywhere),
            (.reject(1), "rejects-too-much", ["untouched", "cancelled", "rejected"]),
            (.reject(0), "quantity-not-positive", everywhere),
            (.sendBack(1), "returns-too-much", ["untouched", "cancelled", "returned"]),
            (.sendBack(1, rejected: true), "returns-too-much", ["untouched", "cancelled", "returned"]),
            (.sendBack(0), "quantity-not-positive", everywhere),
            (.bill(1), "", []), (.bill(0), "quantity-not-positive", everywhere),
            (.confirm(), "", []), (.confirm(due: Self.day.adding(1)), "", []),
            (.confirm(quantity: 1), "confirms-too-much", unlessOpen), (.confirm(quantity: 0), "", []),
            (.confirm(quantity: -1), "quantity-not-positive", everywhere),
            (.amend(), "", []), (.amend(ordered: 12), "", []),
            (.amend(ordered: 5), "below-received", unlessOpen),
            (.amend(ordered: 0), "quantity-not-positive", everywhere),
            (.amend(unitCost: cost), "cost-is-negative", everywhere),
            (.amend(unitCost: .zero, due: Self.day.adding(2)), "", []),
            (.cancel(1), "cancels-too-much", unlessOpen), (.cancel(0), "quantity-not-positive", everywhere),
            (.closeShort, "", []),
        ]
        for (name, line) in try Self.states() {
            for (event, rule, refusedIn) in events {
                do throws(PurchaseOrderRule) {
                    let next = try line.after(event)
                    #expect(!refusedIn.contains(name), "\(event) in \(name)")
                    #expect(next.ordered == next.received + next.open + next.cancelled)
                    #expect(next.billable == next.arrived - next.rejectedOrReturned && next.billable >= 0)
                } catch {
                    #expect(refusedIn.contains(name) && error.name == "purchase-order.\(rule)", "\(event) in \(name)")
                }
            }
        }
    }

    @Test func `each event changes what it is about, and nothing else`() throws {
        func counts(_ line: PurchaseOrderLine) -> [Int64] {
            [
                line.ordered, line.received, line.open, line.cancelled, line.over, line.rejected, line.returned,
                line.billed, line.billable,
            ]
        }
        let line = try Self.line().after(.receive(4, on: Self.day))
        #expect(counts(line) == [10, 4, 6, 0, 0, 0, 0, 0, 4])
        let events: [(PurchaseOrderLine.Event, [Int64])] = [
            (.receive(2, on: Self.day), [10, 6, 4, 0, 0, 0, 0, 0, 6]),
            (.receive(7, on: Self.day, tolerance: 1), [10, 10, 0, 0, 1, 0, 0, 0, 11]),
            (.acceptOver(2, on: Self.day), [10, 4, 6, 0, 2, 0, 0, 0, 6]),
            (.reject(2), [10, 4, 6, 0, 0, 2, 0, 0, 2]), (.sendBack(2), [10, 4, 6, 0, 0, 0, 2, 0, 2]),
            (.bill(2), [10, 4, 6, 0, 0, 0, 0, 2, 4]), (.confirm(quantity: 2), [10, 4, 2, 4, 0, 0, 0, 0, 4]),
            (.amend(ordered: 12), [12, 4, 8, 0, 0, 0, 0, 0, 4]), (.cancel(2), [10, 4, 4, 2, 0, 0, 0, 0, 4]),
            (.closeShort, [10, 4, 0, 6, 0, 0, 0, 0, 4]),
        ]
        for (event, expected) in events { #expect(counts(try line.after(event)) == expected, "\(event)") }
        // What was rejected and goes back counts once; what was not counts besides.
        let rejected = try line.after(.reject(2))
        #expect(try rejected.after(.sendBack(1, rejected: true)).billable == 2)
        #expect(try rejected.after(.sendBack(3, rejected: true)).billable == 1)
        #expect(try rejected.after(.sendBack(1)).billable == 1)
    }
}
