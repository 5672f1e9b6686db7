import RetailDocuments
import RetailPurchasing
import RetailReceiving
import StockAPI
import StockModel
import Testing

@Suite("Goods received and not invoiced, and the other way round")
struct NotInvoicedTests {
    private typealias House = Warehouse

    @Test func `what is billed for more than came is reported below zero, and what was rejected is not waited for`()
        async throws
    {
        try await House.everywhere { stock in
            let (clerk, buyer) = (Workplace(stock, principal: 2), Workplace(stock, principal: 3))
            let order = try await Orders.sent([(House.shirt, 10), (House.cream, 10)], by: buyer)
            try await Orders.receipt("A", of: order, by: clerk)
            try await clerk.receive(Arrival(House.shirt, good: 5, damaged: 2), as: 1, of: "A")
            func bill(_ number: String, _ line: UInt32, _ units: Int64) async throws {
                try await clerk.enterBill(
                    of: Orders.supplier, number: number, day: Orders.day,
                    lines: [.init(order, line, quantity: units, unitCost: Orders.cost)])
            }
            var report = try await clerk.goodsNotInvoiced()
            #expect(report.map(\.units) == [5] && report.map(\.rejectedOrReturned) == [2])
            #expect(report.map(\.value) == [Money("12.5")])
            try await bill("GROSS", 1, 7)
            _ = try await buyer.acceptBill(of: Orders.supplier, number: "GROSS", reason: "he credits two")
            #expect(try await clerk.goodsNotInvoiced() == [], "he owes for two by the return")
            try await bill("AGAIN", 1, 1)
            _ = try await buyer.acceptBill(of: Orders.supplier, number: "AGAIN", reason: "so")
            try await bill("EARLY", 2, 10)
            _ = try await buyer.acceptBill(of: Orders.supplier, number: "EARLY", reason: "in advance")
            report = try await clerk.goodsNotInvoiced()
            #expect(report.map(\.units) == [-1, -10] && report.map(\.value) == [Money("-2.5"), Money("-25")])
            try await clerk.receive(Arrival(House.cream, good: 10), as: 2, of: "A")
            #expect(try await clerk.goodsNotInvoiced().map(\.units) == [-1])
        }
    }
}
