import RetailDocuments
import RetailMasterData
import RetailPurchasing
import RetailReceiving
import StockAPI
import StockModel
import Testing

@Suite("A delivery from its order to the shelf, each step of it in this process and over the wire")
struct EveryStepTests {
    private typealias House = Warehouse

    @Test func `every step does over the wire what it does in this process`() async throws {
        var ends: [String] = []
        try await House.everywhere { stock in ends.append(try await Self.day(stock)) }
        #expect(ends.count == 2 && ends.first == ends.last)
    }

    /// Goes through all steps; gives what there is in the end.
    private static func day(_ stock: any StockService) async throws -> String {
        let place = Workplace(stock, principal: 2)
        try await prepare(place)
        let order = try await Orders.sent([(House.shirt, 20), (House.cream, 20)], by: place)
        try await receive(order, place)
        try await decide(place)
        try await look(place)
        try await putAway(place)
        try await place.finishReceipt("R")
        #expect(try await place.receipts().isEmpty)
        #expect(try await place.receipts(of: order).count == 1)
        // The supplier owes for what has gone back, and nobody else has to do anything.
        #expect(try await place.tasks().map(\.task.reason) == ["supplier-return.credit"])
        for line in try await place.purchaseOrder(order).lines {
            #expect(line.ordered == line.received + line.open + line.cancelled)
        }
        var text = try await place.goodsNotInvoiced().map { "\($0.line) \($0.units) \($0.value)" }
        for sku in [House.shirt, House.cream] {
            let onHand = try await House.onHand(of: sku, stock)
            #expect(onHand.values.reduce(0, +) == 0, "what is here has left the supplier")
            text += onHand.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\(sku) \($0.key) \($0.value)" }
        }
        return text.joined(separator: "\n")
    }

    private static func prepare(_ place: Workplace) async throws {
        try await place.definePlace(House.shelf, priority: 1, capacity: 15)
        try await place.definePlace(House.bay, priority: 2)
        try await place.definePutaway(of: House.cream, to: House.bay, capacity: 100)
        try await place.setTolerance(.units(1), of: Orders.supplier, reason: "so")
        try await place.defineSamplingPlan(
            SamplingPlan("own", for: .privateLabel, sample: .basisPoints(1_000), checklist: ["seal"]))
        try await place.defineSamplingPlan(SamplingPlan("other", for: .brand("NONE"), sample: .basisPoints(1)))
        try await place.removeSamplingPlan("other")
        #expect(try await place.samplingPlans().map(\.name) == ["own"])
    }

    private static func receive(_ order: UInt64, _ place: Workplace) async throws {
        try await Orders.receipt("R", of: order, by: place, isBlind: true)
        var count = ScanCount()
        try count.add(of: try await place.scan("14006381333938"))
        try count.add(11, of: try await place.scan("4006381333931"))
        try count.add(of: try await place.scan("4006381333931"), damaged: true)
        let shirts = try #require(count.lines.first)
        // 24 shirts for 20 that were ordered and 1 that is tolerated.
        try await place.receive(Arrival(shirts.sku, good: shirts.good, damaged: shirts.damaged), as: 1, of: "R")
        try await place.receive(Arrival(House.cream, good: 18, closesShort: true), as: 2, of: "R")
        let hash = String(repeating: "a", count: 64)
        try await place.attach(hash, named: "note.txt", byteCount: 1, to: "R")
        let file = try await place.receipt("R")
        #expect(file.lines.count == 2 && file.attachments.map(\.hash) == [hash])
        #expect(try await place.receipts().map(\.content.reference) == ["R"])
    }

    private static func decide(_ place: Workplace) async throws {
        let accepted = try await place.of(1).acceptSurplus(1, ofLine: 1, of: "R", reason: "good")
        let refused = try await place.refuseSurplus(ofLine: 1, of: "R", reason: "too many")
        let number = try #require(refused.supplierReturn)
        #expect(try await place.supplierReturn(number).lines.map(\.quantity) == [2])
        #expect(try await place.release(try #require(accepted.inspection)).putaway.units == 1)
    }

    private static func look(_ place: Workplace) async throws {
        let waiting = try #require(try await place.waitingInspections().first)
        #expect(try await place.inspectionOrder(waiting.reference) == waiting)
        _ = try await place.record(
            Finding(
                .conditional, sampled: 2, accepted: 15, answers: [.init("seal", isFulfilled: false)], reason: "open"),
            of: waiting.reference)
        #expect(try await place.unfinishedInspections().map(\.reference) == [waiting.reference])
        #expect(try await place.release(waiting.reference).putaway.units == 15)
        _ = try await place.discard(waiting.reference, units: 1, to: .damaged)
        let returned = try await place.discard(waiting.reference, to: .supplierReturn)
        #expect(returned.returned == 2 && !returned.waits)
        let owed = try #require(try await place.supplierReturns().last)
        #expect(owed.owed == Orders.cost.times(2))
        _ = try await place.inspect(
            4, of: House.shirt, at: House.receiving, as: "LOOK",
            finding: Finding(.conditional, sampled: 4, accepted: 3, reason: "torn"), from: ("R", 1))
        #expect(try await place.release("LOOK").quarantined == 1)
        _ = try await place.discard("LOOK", to: .damaged)
    }

    private static func putAway(_ place: Workplace) async throws {
        let put = try await place.putAway(House.shirt, from: House.receiving)
        #expect(put.unassigned == 0 && put.units > 0)
        let cleared = try await place.clear(2, of: House.shirt, outOf: House.shelf)
        #expect(cleared.assignments == [PutawayAssignment(House.bay, 2)])
    }
}
