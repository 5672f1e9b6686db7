import RetailDocuments
import RetailMasterData
@testable import RetailReceiving
import StockBytes
import StockModel
import Testing

@Suite("Sampling plans: which goods, and how many of them")
struct SamplingPlanTests {
    @Test func `a share of a lot is rounded up, at least one and no more than there are`() {
        let tenth = SamplingPlan.Sample.basisPoints(1_000)
        #expect([1, 9, 10, 11, 100, 101].map { tenth.units(of: $0) } == [1, 1, 1, 2, 10, 11])
        #expect(SamplingPlan.Sample.basisPoints(10_000).units(of: .max) == .max)
        #expect(SamplingPlan.Sample.basisPoints(1).units(of: .max) == 922_337_203_685_478)
        #expect(tenth.units(of: 0) == 0)
    }

    @Test func `a table says it by the size of the lot`() {
        let table = SamplingPlan.Sample.table([.init(lotMax: 8, sample: 2), .init(lotMax: 50, sample: 8)])
        #expect([1, 2, 8, 9, 50, 51, 1_000].map { table.units(of: $0) } == [1, 2, 2, 8, 8, 8, 8])
    }

    @Test func `any share agrees with the exact product`() {
        var random = SplitMix64(seed: 9)
        for _ in 0..<1_000 {
            let (lot, share) = (
                Int64.random(in: 1...1_000_000, using: &random), Int64.random(in: 1...10_000, using: &random)
            )
            let exact = (lot * share + 9_999) / 10_000
            #expect(SamplingPlan.Sample.basisPoints(share).units(of: lot) == max(1, exact))
        }
    }

    @Test func `regulated goods first, then supplier, brand, own brands, the nearest category`() {
        func plan(_ name: String, _ scope: SamplingPlan.Scope, regulated: Bool = false) -> SamplingPlan {
            SamplingPlan(name, for: scope, sample: .basisPoints(1), isRegulated: regulated)
        }
        let goods = GoodsTraits(supplier: "S", brand: "B", isPrivateLabel: true, categories: ["NEAR", "FAR"])
        var plans = SamplingPlans([
            plan("far", .category("FAR")), plan("near", .category("NEAR")), plan("own", .privateLabel),
            plan("brand", .brand("B")), plan("supplier", .supplier("S")),
            plan("law", .category("FAR"), regulated: true), plan("other", .supplier("T")),
        ])
        for name in ["law", "supplier", "brand", "own", "near", "far"] {
            #expect(plans.plan(for: goods)?.name == name)
            plans.plans.removeAll { $0.name == name }
        }
        #expect(plans.plan(for: goods) == nil)
    }

    @Test(arguments: [
        SamplingPlan("a/b", for: .privateLabel, sample: .basisPoints(1)),
        SamplingPlan("a", for: .privateLabel, sample: .basisPoints(0)),
        SamplingPlan("a", for: .privateLabel, sample: .basisPoints(10_001)),
        SamplingPlan("a", for: .privateLabel, sample: .table([])),
        SamplingPlan("a", for: .privateLabel, sample: .table([.init(lotMax: 5, sample: 0)])),
        SamplingPlan(
            "a", for: .privateLabel, sample: .table([.init(lotMax: 5, sample: 1), .init(lotMax: 5, sample: 2)])),
        SamplingPlan("a", for: .privateLabel, sample: .basisPoints(1), checklist: ["label", "label"]),
    ]) func `a plan that makes no sense is refused`(plan: SamplingPlan) async throws {
        try await Warehouse.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            let rule = await refusal(as: InspectionRule.self) { () throws(WorkflowFailure) in
                try await place.defineSamplingPlan(plan)
            }
            #expect(rule?.name == "sampling-plan.makes-no-sense")
            let plans = try await place.samplingPlans()
            #expect(plans == [])
        }
    }

    @Test func `plans are put in force, changed and taken out by name`() async throws {
        try await Warehouse.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            var plan = SamplingPlan("own", for: .privateLabel, sample: .basisPoints(500), checklist: ["label"])
            try await place.defineSamplingPlan(plan)
            plan.sample = .basisPoints(600)
            try await place.defineSamplingPlan(plan)
            #expect(try await place.samplingPlans() == [plan])
            try await place.removeSamplingPlan("own")
            #expect(try await place.samplingPlans() == [])
            #expect(
                await refusal { () throws(WorkflowFailure) in try await place.removeSamplingPlan("own") }
                    == InspectionRule.planNotFound("own"))
        }
    }
}
