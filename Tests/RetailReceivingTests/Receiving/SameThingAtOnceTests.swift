import RetailDocuments
import RetailMasterData
import RetailPurchasing
@testable import RetailReceiving
import StockAPI
import StockBytes
import StockModel
import Testing

/// Several people do the very same thing at the same moment: it happens once, and no unit is lost or there twice.
@Suite("The same step by several people at once happens once")
struct SameThingAtOnceTests {
    private typealias House = Warehouse
    private static let people = UInt32(2)...6

    /// What each of several people gets to hear who do something at once, others' changes waited for.
    private static func together<Value: Sendable>(
        _ stock: any StockService,
        _ step: @escaping @Sendable (Workplace, UInt32) async throws(WorkflowFailure) -> Value
    ) async -> [Result<Value, WorkflowFailure>] {
        await withTaskGroup(of: Result<Value, WorkflowFailure>.self) { group in
            for person in people {
                group.addTask {
                    let place = Workplace(stock, principal: PrincipalID(rawValue: person))
                    do throws(WorkflowFailure) {
                        return .success(
                            try await House.insisting { () throws(WorkflowFailure) in try await step(place, person) })
                    } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Those that were refused by another rule than the one that is meant.
    private static func strangers<Value, Broken: Rule>(
        _ results: [Result<Value, WorkflowFailure>], but isMeant: (Broken) -> Bool
    ) -> [String] {
        results.compactMap { result in
            guard case .failure(let failure) = result else { return nil }
            return failure.rule(as: Broken.self).map(isMeant) == true ? nil : failure.description
        }
    }

    private static func successes<Value>(_ results: [Result<Value, WorkflowFailure>]) -> [Value] {
        results.compactMap { try? $0.get() }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `a line is received, looked at and put away once`(seed: UInt64)
        async throws
    {
        try await House.everywhere { stock in
            var random = SplitMix64(seed: seed)
            let place = Workplace(stock, principal: 1)
            try await place.definePlace(House.shelf, capacity: .random(in: 5...40, using: &random))
            try await place.defineSamplingPlan(SamplingPlan("own", for: .privateLabel, sample: .basisPoints(1)))
            let ordered = Int64.random(in: 5...30, using: &random)
            let order = try await Orders.sent([(House.shirt, ordered), (House.cream, ordered)], by: place)
            try await Orders.receipt("R", of: order, by: place)
            try await receive(stock, ordered, order)
            try await look(stock, ordered, &random)
            try await putAway(stock, &random)
            // Of each SKU, what has left the supplier is here.
            for sku in [House.shirt, House.cream] {
                let onHand = try await House.onHand(of: sku, stock)
                #expect(
                    onHand.values.reduce(0, +) == 0 && onHand.filter { $0.key != House.supplier }.values.min() ?? 0 >= 0
                )
            }
        }
    }

    private func receive(_ stock: any StockService, _ ordered: Int64, _ order: UInt64) async throws {
        // The same line by all: it is one.
        let same = await Self.together(stock) { place, _ throws(WorkflowFailure) in
            try await place.receive(Arrival(House.shirt, good: ordered), as: 1, of: "R")
        }
        #expect(Self.successes(same).count == Self.people.count && Set(Self.successes(same)).count == 1)
        #expect(try await House.onHand(stock)[House.receiving] == ordered)
        // The same number, and each has counted something else: one of them is right.
        let others = await Self.together(stock) { place, person throws(WorkflowFailure) in
            try await place.receive(Arrival(House.shirt, good: Int64(person)), as: 2, of: "R")
        }
        #expect(Self.successes(others).count == 1)
        #expect(Self.strangers(others) { $0 == ReceivingRule.lineDiffers("R", 2) } == [])
        // Lines of their own about the same line of the order: no more than was ordered is counted on it.
        let many = await Self.together(stock) { place, person throws(WorkflowFailure) in
            try await place.receive(Arrival(House.cream, good: ordered), as: person + 10, of: "R")
        }
        let lines = Self.successes(many)
        #expect(lines.count == Self.people.count)
        #expect(lines.reduce(0) { $0 + $1.toInspection } == ordered)
        #expect(lines.reduce(0) { $0 + ($1.surplus?.units ?? 0) } == ordered * Int64(Self.people.count - 1))
        for line in try await Workplace(stock, principal: 1).purchaseOrder(order).lines {
            #expect(line.received == ordered && line.open == 0 && line.over == 0)
        }
    }

    private func look(_ stock: any StockService, _ ordered: Int64, _ random: inout SplitMix64) async throws {
        let reference = try #require(
            try await Workplace(stock, principal: 1).waitingInspections().first { $0.units == ordered }
        ).reference
        // Each has found something else: one record.
        let records = await Self.together(stock) { place, person throws(WorkflowFailure) in
            try await place.record(
                Finding(.conditional, sampled: 1, accepted: Int64(person) - 1, reason: "so"), of: reference)
        }
        let found = Self.successes(records).filter { $0.accepted < ordered }
        #expect(found.count == 1)
        #expect(
            Self.strangers(records) { (rule: InspectionRule) in
                if case .acceptedDiffers = rule { true } else { rule == .isRecorded(reference) }
            } == [])
        let released = await Self.together(stock) { place, _ throws(WorkflowFailure) in
            try await place.release(reference)
        }
        let accepted = found.first?.accepted ?? 0
        #expect(Self.successes(released).reduce(0) { $0 + $1.putaway.units } <= accepted)
        let units = Int64.random(in: 1...3, using: &random)
        let discarded = await Self.together(stock) { place, person throws(WorkflowFailure) in
            try await place.discard(reference, units: units, to: person.isMultiple(of: 2) ? .damaged : .supplierReturn)
        }
        #expect(Self.strangers(discarded) { (rule: InspectionRule) in rule.name == "inspection.exceeds" } == [])
        let inspection = try #require(
            try await Workplace(stock, principal: 1).read(Inspection.self, at: Inspection.key(of: reference))
        ).content
        #expect(inspection.damaged + inspection.returned == units * Int64(Self.successes(discarded).count))
        #expect(inspection.damaged + inspection.returned <= inspection.rejected)
        let onHand = try await House.onHand(of: House.cream, stock)
        #expect(onHand[House.shelf] ?? 0 == inspection.stocked && inspection.stocked <= inspection.accepted)
        #expect(onHand[House.damaged] ?? 0 == inspection.damaged)
    }

    private func putAway(_ stock: any StockService, _ random: inout SplitMix64) async throws {
        let before = try await House.onHand(stock)
        let units = Int64.random(in: 1...4, using: &random)
        let put = await Self.together(stock) { place, _ throws(WorkflowFailure) in
            try await place.putAway(House.shirt, units: units, from: House.receiving)
        }
        #expect(Self.strangers(put) { (rule: PutawayObstacle) in rule.name == "putaway.not-there" } == [])
        let moved = Self.successes(put).reduce(0) { $0 + $1.units }
        let after = try await House.onHand(stock)
        #expect((after[House.shelf] ?? 0) - (before[House.shelf] ?? 0) == moved)
        #expect((before[House.receiving] ?? 0) - (after[House.receiving] ?? 0) == moved)
        // All that is left, by everybody: the second one finds nothing.
        let rest = await Self.together(stock) { place, _ throws(WorkflowFailure) in
            try await place.putAway(House.shirt, from: House.receiving)
        }
        #expect(Self.successes(rest).count == Self.people.count)
        let end = try await House.onHand(stock)
        #expect((end[House.shelf] ?? 0) - (after[House.shelf] ?? 0) == Self.successes(rest).reduce(0) { $0 + $1.units })
    }
}
