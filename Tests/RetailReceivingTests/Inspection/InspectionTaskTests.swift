import RetailDocuments
import RetailMasterData
@testable import RetailReceiving
import StockAPI
import StockModel
import Testing

@Suite("Goods that wait for a person are his task until each unit is where it belongs")
struct InspectionTaskTests {
    private typealias House = Warehouse

    private static func reasons(_ place: Workplace, _ owner: String) async throws -> [String] {
        try await place.tasks(of: owner).map(\.task.reason)
    }

    @Test func `an inspection waits to be recorded, then released, then discarded, and then no more`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            try await place.definePlace(House.shelf, capacity: 5)
            try await place.defineSamplingPlan(SamplingPlan("own", for: .privateLabel, sample: .basisPoints(1_000)))
            let order = try await Orders.sent([(House.cream, 20)], by: place)
            try await Orders.receipt("R", of: order, by: place)
            let reference = try await place.receive(Arrival(House.cream, good: 20), as: 1, of: "R").inspectionReference
            #expect(try await Self.reasons(place, "inspector") == ["inspection.waiting"])
            let finding = Finding(.conditional, sampled: 2, accepted: 12, reason: "eight dented")
            _ = try await place.record(finding, of: reference)
            let waiting = try await place.tasks(of: "inspector")
            #expect(waiting.map(\.task.reason).sorted() == ["inspection.discard", "inspection.release"])
            #expect(waiting.allSatisfy { $0.document == Inspection.key(of: reference) && $0.task.due > .systemNow })
            // 7 of the 12 find no room: their release still waits.
            _ = try await place.release(reference)
            #expect(try await Self.reasons(place, "inspector").contains("inspection.release"))
            try await place.definePlace(House.bay)
            _ = try await place.release(reference)
            #expect(try await Self.reasons(place, "inspector") == ["inspection.discard"])
            _ = try await place.discard(reference, units: 3, to: .damaged)
            #expect(try await Self.reasons(place, "inspector") == ["inspection.discard"])
            _ = try await place.discard(reference, to: .supplierReturn)
            #expect(try await Self.reasons(place, "inspector") == [])
        }
    }

    @Test func `rejected goods in receiving wait for their release, and then for who discards them`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            try await House.arrive(4, stock)
            _ = try await place.inspect(
                4, of: House.shirt, at: House.receiving, as: "A",
                finding: Finding(.fail, sampled: 4, accepted: 0, reason: "torn"))
            #expect(try await Self.reasons(place, "inspector") == ["inspection.release"])
            _ = try await place.release("A")
            #expect(try await Self.reasons(place, "inspector") == ["inspection.discard"])
            _ = try await place.discard("A", to: .damaged)
            #expect(try await Self.reasons(place, "inspector") == [])
        }
    }

    @Test func `surplus and wrong items wait for the buyer until each unit is decided, and then for their release`()
        async throws
    {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            try await place.definePlace(House.shelf)
            let order = try await Orders.sent([(House.shirt, 10)], by: place)
            try await Orders.receipt("R", of: order, by: place)
            try await place.receive(Arrival(House.shirt, good: 13), as: 1, of: "R")
            try await place.receive(Arrival(House.cream, good: 2), as: 2, of: "R")
            #expect(try await Self.reasons(place, "buyer").sorted() == ["receipt.not-ordered", "receipt.over"])
            let buyer = place.of(1)
            _ = try await buyer.acceptSurplus(2, ofLine: 1, of: "R")
            #expect(try await Self.reasons(place, "buyer").sorted() == ["receipt.not-ordered", "receipt.over"])
            let accepted = try await buyer.acceptSurplus(1, ofLine: 1, of: "R")
            _ = try await place.refuseSurplus(ofLine: 2, of: "R", reason: "not ours")
            #expect(try await Self.reasons(place, "buyer") == [])
            #expect(try await Self.reasons(place, "inspector") == ["inspection.release", "inspection.release"])
            _ = try await place.release(accepted.inspection ?? "")
            _ = try await place.release(accepted.line.inspectionReference(ofDecision: 1))
            #expect(try await Self.reasons(place, "inspector") == [])
        }
    }

    @Test func `an order to inspect: each event in each state moves on, or is refused by name`() throws {
        let plan = SamplingPlan("own", for: .privateLabel, sample: .basisPoints(10_000))
        for state in InspectionOrder.State.allCases {
            var order = InspectionOrder(
                "A", of: 3, sku: 1, at: 1, site: 1, by: plan, due: Instant(millisecondsSinceEpoch: 7), from: nil)
            order.state = state
            switch state {
            case .waiting:
                #expect(
                    order.terms.compactMap { WaitingTask($0) } == [
                        WaitingTask(
                            owner: "inspector", due: Instant(millisecondsSinceEpoch: 7), reason: "inspection.waiting")
                    ])
                let next = try order.recorded()
                #expect(next.state == .recorded && next.terms == [])
                order.state = .recorded
                #expect(next == order, "nothing else of it changes")
            case .recorded:
                #expect(order.terms == [])
                #expect(throws: InspectionRule.isRecorded("A")) { try order.recorded() }
            }
        }
    }
}
