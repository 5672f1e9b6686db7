import RetailDocuments
import RetailMasterData
import RetailReceiving
import StockAPI
import StockModel
import Testing

@Suite("The engine lets nothing under a plan onto a shelf without its record, whoever asks")
struct InspectionGuardTests {
    private typealias House = Warehouse

    private static let care = SamplingPlan("care", for: .category("CARE"), sample: .basisPoints(1_000))
    private static let acme = SamplingPlan(
        "acme", for: .supplier(Orders.supplier), sample: .basisPoints(5_000), checklist: ["seams"])

    /// A price of the supplier for shirts.
    private static func price(_ place: Workplace) async throws {
        try await place.perform { step throws(WorkflowFailure) in
            step.write(
                MasterRecord(
                    SupplierPrice(
                        supplier: Orders.supplier, sku: House.shirt.rawValue, fromDay: 0, unit: "PCE",
                        breaks: [.init(from: 1, unitCost: Orders.cost)])))
        }
    }

    private static func move(
        _ reason: Reason, _ sku: SKU, from: LocationID, _ stock: any StockService
    ) async throws -> Refusal? {
        let lines = [MoveLine(sku, quantity: 1, from: from, to: House.shelf)]
        guard
            case .refused(let refusal, _) = try await StockSession(stock, principal: 1).move(Move(reason, lines: lines))
        else { return nil }
        return refusal
    }

    @Test func `a plan for a category binds its SKUs from the moment on at which it is in force, and until then`()
        async throws
    {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await House.arrive(10, of: House.cream, stock)
            #expect(try await Self.move(.receive, House.cream, from: House.supplier, stock) == nil)
            #expect(try await place.defineSamplingPlan(Self.care) == 1)
            #expect(try await place.defineSamplingPlan(Self.care) == 0)
            let refusal = Refusal.guarded(needs: DocumentType.inspection, byAnother: false)
            #expect(try await Self.move(.receive, House.cream, from: House.supplier, stock) == refusal)
            #expect(try await Self.move(.putaway, House.cream, from: House.receiving, stock) == refusal)
            #expect(try await Self.move(.receive, House.shirt, from: House.supplier, stock) == nil)
            // The same name, for other goods.
            let narrower = SamplingPlan("care", for: .brand("OTHER"), sample: .basisPoints(1_000))
            #expect(try await place.defineSamplingPlan(narrower) == 1)
            #expect(try await Self.move(.putaway, House.cream, from: House.receiving, stock) == nil)
            #expect(try await place.defineSamplingPlan(Self.care) == 1)
            #expect(try await place.removeSamplingPlan("care") == 1)
            #expect(try await Self.move(.putaway, House.cream, from: House.receiving, stock) == nil)
        }
    }

    @Test func `a plan for a supplier binds what lies in receiving, where nobody knows who brought it`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await Self.price(place)
            try await place.definePlace(House.shelf)
            try await House.arrive(10, stock)
            #expect(try await place.defineSamplingPlan(Self.acme) == 1)
            #expect(try await Self.move(.putaway, House.shirt, from: House.receiving, stock) != nil)
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await place.putAway(House.shirt, from: House.receiving)
                } == PutawayObstacle.needsInspection(House.shirt))
            func inspect(sampled: Int64) async throws(WorkflowFailure) -> Inspection {
                try await place.inspect(
                    10, of: House.shirt, at: House.receiving, as: "A-1",
                    finding: Finding(
                        .pass, sampled: sampled, accepted: 10, answers: [.init("seams", isFulfilled: true)]))
            }
            #expect(
                await refusal { () throws(WorkflowFailure) in try await inspect(sampled: 4) }
                    == InspectionRule.sampleDiffers(sampled: 4, atLeast: 5, of: 10))
            #expect(try await inspect(sampled: 5).plan == "acme")
            #expect(try await place.release("A-1").putaway.units == 10)
        }
    }

    @Test
    func `what comes under a plan makes its SKU one that the engine guards, also where nobody has said so before`()
        async throws
    {
        try await House.everywhere { stock in
            let clerk = Workplace(stock, principal: 2)
            // No price says that the supplier delivers shirts.
            #expect(try await clerk.defineSamplingPlan(Self.acme) == 0)
            let order = try await Orders.sent([(House.shirt, 10)], by: clerk)
            try await Orders.receipt("A", of: order, by: clerk)
            #expect(try await clerk.receive(Arrival(House.shirt, good: 10), as: 1, of: "A").toInspection == 10)
            #expect(try await stock.definition(of: House.shirt)?.needsInspection == true)
            #expect(try await Self.move(.receive, House.shirt, from: House.supplier, stock) != nil)
        }
    }

    @Test func `a definition that was made by hand follows the plans again, and other parts of it stay`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            _ = try await place.defineSamplingPlan(Self.care)
            let byHand = SKUDefinition(House.cream, code: "NEW", isActive: false)
            try await House.accepted(StockSession(stock, principal: 1).define([.sku(byHand)]))
            try await House.arrive(1, of: House.cream, stock)
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await place.putAway(House.cream, from: House.receiving)
                } == PutawayObstacle.needsInspection(House.cream))
            #expect(try await place.applySamplingPlans() == 1)
            var expected = byHand
            expected.needsInspection = true
            #expect(try await stock.definition(of: House.cream) == expected)
            #expect(try await place.applySamplingPlans() == 0)
        }
    }

    @Test func `what needs an inspection though no plan says so goes on to need one, until somebody says otherwise`()
        async throws
    {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            let byHand = SKUDefinition(House.shirt, code: "SHIRT", needsInspection: true)
            try await House.accepted(StockSession(stock, principal: 1).define([.sku(byHand)]))
            #expect(try await place.defineSamplingPlan(Self.care) == 1)
            #expect(try await place.removeSamplingPlan("care") == 1)
            #expect(try await stock.definition(of: House.shirt) == byHand)
            #expect(try await place.applySamplingPlans(lowering: .all) == 1)
            #expect(try await stock.definition(of: House.shirt)?.needsInspection == false)
        }
    }

    @Test func `plans are set by whom the shop has named, and what they were is kept`() async throws {
        try await House.everywhere { stock in
            let chief = Workplace(stock, principal: 1)
            try await chief.set(PolicyAdministrators([1]), reason: "the shop opens")
            try await chief.defineSamplingPlan(Self.care, reason: "since March")
            let other = chief.of(9)
            let notAllowed = PolicyRule.notAnAdministrator(9, [1])
            #expect(
                await refusal { () throws(WorkflowFailure) in try await other.removeSamplingPlan("care") }
                    == notAllowed)
            #expect(
                await refusal { () throws(WorkflowFailure) in try await other.defineSamplingPlan(Self.acme) }
                    == notAllowed)
            try await chief.removeSamplingPlan("care", reason: "never again")
            let history = try await chief.revisions(of: SamplingPlans.key, as: SamplingPlans.self)
            #expect(history.map { $0.content.policy.plans.map(\.name) } == [["care"], []])
            #expect(history.map(\.content.reason) == ["since March", "never again"])
        }
    }

    @Test func `units of a SKU that needs an inspection are not found on a shelf by one person alone`() async throws {
        try await House.everywhere { stock in
            let session = StockSession(stock, principal: 1)
            try await House.accepted(
                session.define([.site(SiteDefinition(House.site, code: "W", foundWithoutApprovalMax: 10))]))
            let find = Adjust(House.cream, at: House.shelf, by: 3, loss: House.loss)
            try await House.accepted(session.adjust(find))
            _ = try await Workplace(stock, principal: 1).defineSamplingPlan(Self.care)
            guard case .refused(.approvalRequired(threshold: 0), _) = try await session.adjust(find) else {
                Issue.record("found")
                return
            }
            try await House.accepted(
                session.adjust(Adjust(House.cream, at: House.receiving, by: 3, loss: House.loss)))
        }
    }
}
