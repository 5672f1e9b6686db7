import RetailDocuments
import RetailMasterData
@testable import RetailReceiving
import StockAPI
import StockModel
import Testing

@Suite("Nothing that somebody has to look at reaches a shelf without its record")
struct InspectionTests {
    private typealias House = Warehouse

    private static func finding(_ verdict: Finding.Verdict, accepted: Int64, sampled: Int64 = 10) -> Finding {
        Finding(verdict, sampled: sampled, accepted: accepted, reason: verdict == .pass ? "" : "scratched")
    }

    @Test func `rejected units in receiving go to quarantine and the rest to its place, in one step`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.definePlace(House.shelf)
            try await House.arrive(10, stock)
            let finding = Self.finding(.conditional, accepted: 7)
            let inspection = try await place.inspect(
                10, of: House.shirt, at: House.receiving, as: "A-1", finding: finding)
            #expect(inspection.accepted == 7 && inspection.rejected == 3 && inspection.waits)
            #expect(try await place.unfinishedInspections().map(\.reference) == ["A-1"])
            let release = try await place.release("A-1")
            #expect(release.putaway.units == 7 && release.quarantined == 3)
            var onHand = try await House.onHand(stock)
            #expect(onHand[House.receiving] == 0 && onHand[House.quarantine] == 3 && onHand[House.shelf] == 7)
            _ = try await place.discard("A-1", units: 1, to: .damaged)
            #expect(
                await refusal { () throws(WorkflowFailure) in try await place.discard("A-1", to: .supplierReturn) }
                    == InspectionRule.supplierUnknown("A-1"))
            let last = try await place.discard("A-1", to: .damaged)
            #expect(last.damaged == 3 && !last.waits)
            onHand = try await House.onHand(stock)
            #expect(onHand[House.quarantine] == 0 && onHand[House.damaged] == 3)
            #expect(try await place.unfinishedInspections() == [])
            let again = try await place.release("A-1")
            #expect(again.putaway.units == 0 && again.quarantined == 0)
        }
    }

    @Test func `the same finding sent twice is one record, and another one under its reference is refused`()
        async throws
    {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await House.arrive(10, stock)
            let finding = Self.finding(.fail, accepted: 0)
            let first = try await place.inspect(10, of: House.shirt, at: House.receiving, as: "A-1", finding: finding)
            _ = try await place.release("A-1")
            let again = try await place.inspect(10, of: House.shirt, at: House.receiving, as: "A-1", finding: finding)
            #expect(first.finding == again.finding && again.quarantined == 10)
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await place.inspect(
                        9, of: House.shirt, at: House.receiving, as: "A-1",
                        finding: Self.finding(.fail, accepted: 0, sampled: 9))
                } == InspectionRule.differs("A-1"))
        }
    }

    @Test func `two who release the same record at once move its goods once`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.definePlace(House.shelf)
            try await House.arrive(20, stock)
            _ = try await place.inspect(
                10, of: House.shirt, at: House.receiving, as: "A-1", finding: Self.finding(.conditional, accepted: 6))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for person in UInt32(1)...6 {
                    group.addTask {
                        _ = try await House.insisting { () throws(WorkflowFailure) in
                            try await Workplace(stock, principal: PrincipalID(rawValue: person)).release("A-1")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let onHand = try await House.onHand(stock)
            #expect(onHand[House.shelf] == 6 && onHand[House.quarantine] == 4 && onHand[House.receiving] == 10)
        }
    }

    @Test func `accepted goods that find no room wait where they are, and are released later`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.definePlace(House.shelf, capacity: 4)
            try await House.arrive(10, stock)
            _ = try await place.inspect(
                10, of: House.shirt, at: House.receiving, as: "A-1", finding: Self.finding(.pass, accepted: 10))
            let first = try await place.release("A-1")
            #expect(first.putaway.units == 4 && first.putaway.unassigned == 6 && first.inspection.waits)
            try await place.definePlace(House.shelf, capacity: 100)
            let rest = try await place.release("A-1")
            #expect(rest.putaway.units == 6 && !rest.inspection.waits)
        }
    }

    @Test func `goods of a category under a plan are not put away unseen, also out of receiving`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.definePlace(House.shelf)
            try await House.arrive(10, of: House.cream, stock)
            try await place.defineSamplingPlan(
                SamplingPlan(
                    "care", for: .category("CARE"), sample: .basisPoints(3_000), checklist: ["seal", "date"],
                    isRegulated: true))
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await place.putAway(House.cream, from: House.receiving)
                } == PutawayObstacle.needsInspection(House.cream))
            func inspect(_ finding: Finding) async throws(WorkflowFailure) -> Inspection {
                try await place.inspect(10, of: House.cream, at: House.receiving, as: "A-1", finding: finding)
            }
            let answers = ["seal", "date"].map { Finding.Answer($0, isFulfilled: true) }
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await inspect(Finding(.pass, sampled: 2, accepted: 10, answers: answers))
                } == InspectionRule.sampleDiffers(sampled: 2, atLeast: 3, of: 10))
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await inspect(Finding(.pass, sampled: 3, accepted: 10, answers: Array(answers.prefix(1))))
                } == InspectionRule.unanswered(["date"]))
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await inspect(Finding(.conditional, sampled: 3, accepted: 5, answers: answers, reason: "so"))
                } == InspectionRule.isRegulated)
            _ = try await inspect(Finding(.pass, sampled: 3, accepted: 10, answers: answers))
            #expect(try await place.release("A-1").putaway.units == 10)
        }
    }

    @Test func `the plan that binds goods in receiving is told before they are looked at`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            #expect(try await place.samplingPlan(ofGoodsInReceiving: House.cream) == nil)
            try await place.defineSamplingPlan(
                SamplingPlan("own", for: .privateLabel, sample: .basisPoints(1_000), checklist: ["seal"]))
            #expect(try await place.samplingPlan(ofGoodsInReceiving: House.cream)?.checklist == ["seal"])
            #expect(try await place.samplingPlan(ofGoodsInReceiving: House.shirt) == nil)
        }
    }

    @Test func `the engine refuses goods from quarantine without a record, whatever program asks`() async throws {
        try await House.everywhere { stock in
            try await House.arrive(5, at: House.quarantine, stock)
            let move = Move(
                .disposition, lines: [MoveLine(House.shirt, quantity: 5, from: House.quarantine, to: House.shelf)])
            let answer = try await StockSession(stock, principal: 1).move(move)
            guard case .refused(.guarded(needs: DocumentType.inspection, byAnother: false), _) = answer else {
                Issue.record("\(answer)")
                return
            }
        }
    }

    @Test func `a verdict that does not fit is refused by name`() {
        func obstacle(_ finding: Finding, checklist: [String] = []) -> String? {
            finding.obstacle(lot: 10, sample: 2, checklist: checklist, isRegulated: false)?.name
        }
        let failed = [Finding.Answer("seal", isFulfilled: false)]
        #expect(obstacle(Finding(.pass, sampled: 2, accepted: 10)) == nil)
        #expect(obstacle(Finding(.fail, sampled: 2, accepted: 0, reason: "so")) == nil)
        #expect(obstacle(Finding(.conditional, sampled: 10, accepted: 1, reason: "so")) == nil)
        #expect(obstacle(Finding(.pass, sampled: 11, accepted: 10)) == "inspection.sample")
        #expect(obstacle(Finding(.pass, sampled: 2, accepted: 9)) == "inspection.accepted-differs")
        #expect(obstacle(Finding(.fail, sampled: 2, accepted: 1, reason: "so")) == "inspection.accepted-differs")
        #expect(obstacle(Finding(.conditional, sampled: 2, accepted: 0, reason: "so")) == "inspection.accepted-differs")
        #expect(
            obstacle(Finding(.conditional, sampled: 2, accepted: 10, reason: "so")) == "inspection.accepted-differs")
        #expect(obstacle(Finding(.fail, sampled: 2, accepted: 0)) == "inspection.needs-reason")
        #expect(
            obstacle(Finding(.pass, sampled: 2, accepted: 10, answers: failed), checklist: ["seal"])
                == "inspection.not-fulfilled")
        #expect(
            obstacle(Finding(.conditional, sampled: 2, accepted: 5, answers: failed, reason: "so"), checklist: ["seal"])
                == nil)
    }

    @Test func `each disposition in each state moves on within what is left, or is refused by name`() {
        for wasInReceiving in [true, false] {
            for accepted in Int64(0)...3 {
                let finding = Finding(.conditional, sampled: 3, accepted: accepted)
                let start = Inspection(
                    "A", of: 3, sku: 1, at: 1, site: 1, wasInReceiving: wasInReceiving, plan: nil, finding: finding,
                    due: Instant(millisecondsSinceEpoch: 7))
                walk(start, seen: 0)
            }
        }
    }

    /// Tries all dispositions of one unit, from each state that can be reached.
    private func walk(_ inspection: Inspection, seen depth: Int) {
        var isOver = true
        for disposition in Inspection.Disposition.allCases {
            let left = inspection.left(for: disposition)
            #expect(left >= 0)
            #expect(throws: InspectionRule.quantityNotPositive(0)) { try inspection.after(disposition, units: 0) }
            #expect(throws: InspectionRule.exceeds("A", disposition, asked: left + 1, left: left)) {
                try inspection.after(disposition, units: left + 1)
            }
            guard left > 0, let next = try? inspection.after(disposition, units: 1) else { continue }
            isOver = false
            #expect(next.left(for: disposition) == left - 1)
            walk(next, seen: depth + 1)
        }
        #expect(inspection.waits == !isOver)
        let reasons = Set(inspection.terms.compactMap { WaitingTask($0)?.reason })
        let mayBeReleased = inspection.left(for: .stock) + inspection.left(for: .quarantine) > 0
        #expect(reasons.contains("inspection.release") == mayBeReleased)
        #expect(reasons.contains("inspection.discard") == (inspection.left(for: .damaged) > 0))
        guard isOver else { return }
        #expect(inspection.stocked + inspection.damaged + inspection.returned == inspection.units)
        #expect(inspection.terms == [])
    }
}
