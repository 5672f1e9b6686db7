import RetailDocuments
import RetailReceiving
import StockModel
import Testing

@Suite("A quantity that looks like a slip of the hand is confirmed, or refused")
struct ImplausibleQuantityTests {
    private typealias House = Warehouse

    @Test func `more than a million units and a thousand times what was ordered is taken for a slip of the hand`()
        async throws
    {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            let order = try await Orders.sent([(House.shirt, 2_000), (House.cream, 999)], by: clerk)
            try await Orders.receipt("A", of: order, by: clerk)
            let ordered: Int64 = 2_000
            let arrival = Arrival(House.shirt, good: ordered * 1_000, damaged: 1)
            #expect(
                await refusal { () throws(WorkflowFailure) in try await clerk.receive(arrival, as: 1, of: "A") }
                    == ReceivingRule.implausible(ordered * 1_000 + 1, ordered: ordered))
            #expect(try await clerk.receipt("A").lines.isEmpty)
            #expect(try await House.onHand(stock).isEmpty)
            // A million is not too many whatever was ordered, nor are a thousand times as many.
            try await clerk.receive(Arrival(House.cream, good: 1_000_000), as: 2, of: "A")
            try await clerk.receive(Arrival(House.shirt, good: ordered * 1_000), as: 3, of: "A")
            let confirmed = try await clerk.receive(arrival, as: 1, of: "A", isConfirmed: true)
            #expect(confirmed.arrival == arrival)
        }
    }
}
