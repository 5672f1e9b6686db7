import RetailDocuments
import RetailMasterData
import RetailPurchasing
@testable import RetailReceiving
import StockAPI
import StockBytes
import StockModel
import Testing

/// Clerks, inspectors, buyers and people who put goods away, all at once on the same orders.
///
/// Each does what comes to his mind. What is refused by a rule, or finds nothing to do, is part of their day.
@Suite("Many people on the same orders: no unit is lost, none is counted twice, none passes unseen")
struct ManyPeopleTests {
    private typealias House = Warehouse
    private static let shelfCapacity: Int64 = 60
    private static let creamCapacity: Int64 = 25
    private static let steps = 8

    @Test(arguments: [1, 2] as [UInt64]) func `whatever they do, it adds up`(seed: UInt64) async throws {
        try await House.everywhere { stock in
            let manager = Workplace(stock, principal: 1)
            try await manager.definePlace(House.shelf, priority: 1, capacity: Self.shelfCapacity)
            try await manager.definePutaway(of: House.cream, to: House.shelf, capacity: Self.creamCapacity)
            try await manager.defineSamplingPlan(SamplingPlan("own", for: .privateLabel, sample: .basisPoints(2_500)))
            try await manager.setTolerance(.basisPoints(1_000), reason: "so")
            let orders = [
                try await Orders.sent([(House.shirt, 40), (House.cream, 30)], by: manager),
                try await Orders.sent([(House.cream, 20), (House.shirt, 10), (House.shirt, 10)], by: manager),
            ]
            for order in orders { try await Orders.receipt("R\(order)", of: order, by: manager) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in UInt32(0)..<6 {
                    group.addTask {
                        var person = Person(
                            place: Workplace(stock, principal: PrincipalID(rawValue: number + 10)), number: number,
                            orders: orders, random: SplitMix64(seed: seed &* 100 &+ UInt64(number)))
                        for step in 0..<Self.steps { try await person.act(step) }
                    }
                }
                try await group.waitForAll()
            }
            try await check(stock, orders)
        }
    }

    private func check(_ stock: any StockService, _ orders: [UInt64]) async throws {
        let manager = Workplace(stock, principal: 1)
        var (counted, back, arrived) = ([SKU: Int64](), [SKU: Int64](), [SKU: Int64]())
        var accepted: [SKU: Int64] = [:]
        for order in orders {
            var tally: [UInt32: Int64] = [:]
            for line in try await manager.receipt("R\(order)").lines.map(\.content) {
                let sku = SKU(rawValue: line.arrival.sku)
                counted[sku, default: 0] += line.arrival.good + line.arrival.damaged
                back[sku, default: 0] += line.surplus?.refused ?? 0
                for allocation in line.allocations { tally[allocation.orderLine, default: 0] += allocation.units }
                if let surplus = line.surplus, let orderLine = surplus.orderLine {
                    tally[orderLine, default: 0] += surplus.accepted
                }
            }
            for line in try await manager.purchaseOrder(order).lines {
                #expect(line.ordered == line.received + line.open + line.cancelled, "order \(order), line \(line.line)")
                #expect(line.open >= 0 && line.arrived == tally[line.line] ?? 0)
                arrived[SKU(rawValue: line.sku), default: 0] += line.arrived
            }
        }
        var stocked: [SKU: Int64] = [:]
        for inspection in try await manager.read(Inspection.self, under: "inspection/").map(\.content) {
            let sku = SKU(rawValue: inspection.sku)
            stocked[sku, default: 0] += inspection.stocked
            back[sku, default: 0] += inspection.returned
            accepted[sku, default: 0] += inspection.accepted
        }
        var onShelf: Int64 = 0
        for sku in [House.shirt, House.cream] {
            let onHand = try await House.onHand(of: sku, stock)
            let inside = onHand.filter { $0.key != House.supplier }.values.reduce(0, +)
            #expect(inside == (counted[sku] ?? 0) - (back[sku] ?? 0))
            #expect(onHand.values.reduce(0, +) == 0)
            onShelf += onHand[House.shelf] ?? 0
            if sku == House.cream {
                #expect(
                    onHand[House.shelf] ?? 0 == stocked[sku] ?? 0, "nothing under the plan lies there without a record")
                #expect(onHand[House.shelf] ?? 0 <= Self.creamCapacity)
                #expect(onHand[House.receiving] ?? 0 == 0)
                #expect(stocked[sku] ?? 0 <= accepted[sku] ?? 0)
            }
        }
        #expect(onShelf <= Self.shelfCapacity)
    }
}

/// Somebody at the warehouse.
private struct Person {
    let place: Workplace
    let number: UInt32
    let orders: [UInt64]
    var random: SplitMix64

    /// Does one thing.
    mutating func act(_ step: Int) async throws {
        let order = orders.randomElement(using: &random) ?? 0
        let sku = Bool.random(using: &random) ? Warehouse.shirt : Warehouse.cream
        let receipt = "R\(order)"
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3:
            let arrival = Arrival(
                sku, good: .random(in: 0...8, using: &random), damaged: .random(in: 0...2, using: &random),
                closesShort: Int.random(in: 0..<20, using: &random) == 0)
            let line = number * 100 + UInt32(step) + 1
            try await attempt { [place] () throws(WorkflowFailure) in
                try await place.receive(arrival, as: line, of: receipt)
                // The answer was lost, and it is sent again.
                try await place.receive(arrival, as: line, of: receipt)
            }
        case 4, 5:
            guard let waiting = try await place.waitingInspections().randomElement(using: &random) else { return }
            let accepted = Int64.random(in: 0...waiting.units, using: &random)
            let verdict: Finding.Verdict = accepted == waiting.units ? .pass : accepted == 0 ? .fail : .conditional
            try await attempt { [place] () throws(WorkflowFailure) in
                try await place.record(
                    Finding(verdict, sampled: waiting.sample, accepted: accepted, reason: "so"), of: waiting.reference)
            }
        case 6:
            guard let inspection = try await place.unfinishedInspections().randomElement(using: &random) else { return }
            try await attempt { [place] () throws(WorkflowFailure) in try await place.release(inspection.reference) }
        case 7:
            guard let inspection = try await place.unfinishedInspections().randomElement(using: &random) else { return }
            let disposition: Inspection.Disposition = Bool.random(using: &random) ? .damaged : .supplierReturn
            try await attempt { [place] () throws(WorkflowFailure) in
                try await place.discard(inspection.reference, to: disposition)
            }
        case 8:
            let lines = try await place.receipt(receipt).lines.map(\.content)
            guard let line = lines.filter({ $0.surplus?.open ?? 0 > 0 }).randomElement(using: &random) else { return }
            let units = Int64.random(in: 1...(line.surplus?.open ?? 1), using: &random)
            let accepts = Bool.random(using: &random)
            try await attempt { [place] () throws(WorkflowFailure) in
                _ =
                    accepts
                    ? try await place.acceptSurplus(units, ofLine: line.line, of: receipt)
                    : try await place.refuseSurplus(units, ofLine: line.line, of: receipt, reason: "so")
            }
        default:
            let units = Bool.random(using: &random) ? Int64.random(in: 1...9, using: &random) : nil
            try await attempt { [place] () throws(WorkflowFailure) in
                try await place.putAway(sku, units: units, from: Warehouse.receiving)
            }
        }
    }

    /// Does a step; a rule that does not allow it, or others who were faster, are part of the day.
    private func attempt(_ step: @Sendable () async throws(WorkflowFailure) -> some Any) async throws {
        do throws(WorkflowFailure) { _ = try await step() } catch {
            switch error {
            case .rule, .changedMeanwhile: return
            default: throw error
            }
        }
    }
}
