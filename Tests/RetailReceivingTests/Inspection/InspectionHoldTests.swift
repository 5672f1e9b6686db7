import RetailDocuments
import RetailMasterData
import RetailPurchasing
@testable import RetailReceiving
import StockAPI
import StockModel
import Testing

@Suite("What an inspection has found in receiving belongs to its record until that is released or ended")
struct InspectionHoldTests {
    private typealias House = Warehouse

    private static func pass(_ units: Int64) -> Finding { Finding(.pass, sampled: units, accepted: units) }
    private static func fail(_ units: Int64) -> Finding {
        Finding(.fail, sampled: units, accepted: 0, reason: "torn")
    }

    private static func inspect(
        _ finding: Finding, of units: Int64, as reference: String, by place: Workplace,
        from source: (receipt: String, line: UInt32)? = nil
    ) async throws(WorkflowFailure) -> Inspection {
        try await place.inspect(
            units, of: House.shirt, at: House.receiving, as: reference, finding: finding, from: source)
    }

    @Test func `a rejected lot is not put away, and the rest of what lies there is`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            try await place.definePlace(House.shelf)
            try await House.arrive(10, stock)
            _ = try await Self.inspect(Self.fail(6), of: 6, as: "A", by: place)
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await place.putAway(House.shirt, units: 5, from: House.receiving)
                } == PutawayObstacle.claimed(House.shirt, asked: 5, free: 4, at: House.receiving, by: ["A"]))
            let put = try await place.putAway(House.shirt, from: House.receiving)
            #expect(put.units == 4 && put.unassigned == 0 && put.claimed == 6 && put.claimedBy == ["A"])
            let nothing = try await place.putAway(House.shirt, from: House.receiving)
            #expect(nothing.units == 0 && nothing.claimed == 6)
            #expect(try await place.release("A").quarantined == 6)
            let onHand = try await House.onHand(stock)
            #expect(onHand[House.shelf] == 4 && onHand[House.quarantine] == 6 && onHand[House.receiving] == 0)
            try await House.arrive(3, stock)
            #expect(try await place.putAway(House.shirt, from: House.receiving).units == 3)
        }
    }

    @Test func `one look is evidence for the units that were looked at, once`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            try await place.definePlace(House.shelf)
            try await House.arrive(10, stock)
            _ = try await Self.inspect(Self.fail(4), of: 4, as: "A", by: place)
            for units in [Int64(7), 10] {
                #expect(
                    await refusal { () throws(WorkflowFailure) in
                        try await Self.inspect(Self.pass(units), of: units, as: "B", by: place)
                    }
                        == InspectionRule.claimed(
                            House.shirt, asked: units, there: 10, claimed: 4, at: House.receiving, by: ["A"]))
            }
            _ = try await Self.inspect(Self.pass(6), of: 6, as: "B", by: place)
            #expect(try await place.release("B").putaway.units == 6)
            _ = try await place.release("A")
            try await House.arrive(2, stock)
            _ = try await Self.inspect(Self.pass(2), of: 2, as: "C", by: place)
        }
    }

    @Test func `who looks and who puts away at once do not both have the units`() async throws {
        try await House.everywhere { stock in
            try await Workplace(stock, principal: 1).definePlace(House.shelf)
            for round in 0..<4 {
                try await House.arrive(10, stock)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for person in UInt32(1)...4 {
                        group.addTask {
                            let place = Workplace(stock, principal: PrincipalID(rawValue: person))
                            do throws(WorkflowFailure) {
                                try await House.insisting { () throws(WorkflowFailure) in
                                    if person == 4 {
                                        _ = try await place.putAway(House.shirt, from: House.receiving)
                                    } else {
                                        _ = try await Self.inspect(
                                            Self.fail(6), of: 6, as: "\(round)-\(person)", by: place)
                                    }
                                }
                            } catch {
                                guard error.rule(as: InspectionRule.self) != nil else { throw error }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let place = Workplace(stock, principal: 1)
                let claimed = try await place.unfinishedInspections().map(\.claimed).reduce(0, +)
                let there = try await House.onHand(stock)[House.receiving] ?? 0
                #expect(claimed <= there && claimed <= 6)
                for record in try await place.unfinishedInspections() where record.claimed > 0 {
                    _ = try await place.release(record.reference)
                }
                _ = try await place.putAway(House.shirt, from: House.receiving)
                #expect(try await House.onHand(stock)[House.receiving] == 0)
            }
        }
    }

    @Test func `the units of a receipt line are inspected once in all`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            try await place.definePlace(House.shelf)
            let order = try await Orders.sent([(House.shirt, 10)], by: place)
            try await Orders.receipt("R", of: order, by: place)
            try await place.receive(Arrival(House.shirt, good: 5), as: 1, of: "R")
            try await place.receive(Arrival(House.shirt, good: 5), as: 2, of: "R")
            _ = try await Self.inspect(Self.fail(3), of: 3, as: "A", by: place, from: ("R", 1))
            #expect(
                await refusal { () throws(WorkflowFailure) in
                    try await Self.inspect(Self.fail(3), of: 3, as: "B", by: place, from: ("R", 1))
                } == InspectionRule.notOfLine("R", 1, House.shirt, brought: 5, inspected: 3))
            _ = try await Self.inspect(Self.fail(2), of: 2, as: "B", by: place, from: ("R", 1))
            #expect(try await Orders.line(1, of: order, place).rejected == 5)
            // The same line sent again is the same line.
            #expect(try await place.receive(Arrival(House.shirt, good: 5), as: 1, of: "R").inspected == 5)
        }
    }

    @Test func `a record whose goods were taken away is ended with who and why, and frees them`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            try await place.definePlace(House.shelf)
            let order = try await Orders.sent([(House.shirt, 10)], by: place)
            try await Orders.receipt("R", of: order, by: place)
            try await place.receive(Arrival(House.shirt, good: 10), as: 1, of: "R")
            _ = try await Self.inspect(
                Finding(.conditional, sampled: 8, accepted: 5, reason: "torn"), of: 8, as: "A", by: place,
                from: ("R", 1))
            #expect(try await Orders.line(1, of: order, place).rejected == 3)
            let move = Move(
                .putaway, lines: [MoveLine(House.shirt, quantity: 9, from: House.receiving, to: House.shelf)])
            try await House.accepted(StockSession(stock, principal: 1).move(move))
            #expect(
                await refusal { () throws(WorkflowFailure) in try await place.release("A") }
                    == InspectionRule.goodsGone("A", units: 8, there: 1, at: House.receiving))
            #expect(
                await refusal { () throws(WorkflowFailure) in try await place.voidInspection("A", reason: "") }
                    == InspectionRule.needsVoidingReason("A"))
            let ended = try await place.voidInspection("A", reason: "moved by hand")
            #expect(ended.voidings?.map(\.principal) == [2] && ended.voidings?.first?.reason == "moved by hand")
            #expect(ended.voidings?.first?.accepted == 5 && ended.voidings?.first?.rejected == 3)
            #expect(!ended.waits && ended.finding.accepted == 5, "what was found stays")
            #expect(try await place.tasks(of: "inspector").isEmpty)
            #expect(try await place.voidInspection("A", reason: "again") == ended)
            #expect(try await place.release("A").putaway.units == 0)
            #expect(try await Orders.line(1, of: order, place).rejected == 0)
            let again = await refusal(as: InspectionRule.self) { () throws(WorkflowFailure) in
                try await Self.inspect(
                    Finding(.conditional, sampled: 8, accepted: 5, reason: "torn"), of: 8, as: "A", by: place,
                    from: ("R", 1))
            }
            #expect(again?.name == "inspection.voided")
            _ = try await Self.inspect(Self.fail(1), of: 1, as: "B", by: place, from: ("R", 1))
            #expect(try await Orders.line(1, of: order, place).rejected == 1)
        }
    }

    @Test func `what lies in quarantine is not ended, and what has gone from there is`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            try await House.arrive(4, stock)
            _ = try await Self.inspect(Self.fail(4), of: 4, as: "A", by: place)
            _ = try await place.release("A")
            #expect(
                await refusal { () throws(WorkflowFailure) in try await place.voidInspection("A", reason: "so") }
                    == InspectionRule.goodsAreThere("A", units: 4, at: House.quarantine))
            let move = Move(
                .disposition, lines: [MoveLine(House.shirt, quantity: 4, from: House.quarantine, to: House.damaged)])
            try await House.accepted(StockSession(stock, principal: 1).move(move))
            let ended = try await place.voidInspection("A", reason: "gone")
            #expect(!ended.waits && ended.voidings?.first?.quarantined == 4)
            #expect(try await place.tasks(of: "inspector").isEmpty)
        }
    }

    @Test func `a record of before holds were written, and had no due time, is read and counted`() async throws {
        try await House.everywhere { stock in
            let place = Workplace(stock, principal: 2)
            try await place.definePlace(House.shelf)
            try await House.arrive(10, stock)
            let record = Inspection(
                "OLD", of: 6, sku: House.shirt, at: House.receiving, site: House.site, wasInReceiving: true, plan: nil,
                finding: Self.fail(6), due: Instant(millisecondsSinceEpoch: 7))
            let body = String(decoding: record.documentBody, as: UTF8.self)
            let old = body.replacing(#""dueMilliseconds":7,"#, with: "")
            #expect(old != body)
            let write = DocumentWrite(
                record.key, type: Inspection.kind.rawValue, body: Array(old.utf8),
                terms: [IndexTerm(Inspection.waitingTerms + "OLD")])
            try await place.perform { step throws(WorkflowFailure) in step.perform(.putDocument(write)) }
            #expect(try await place.unfinishedInspections().map(\.reference) == ["OLD"])
            let put = try await place.putAway(House.shirt, from: House.receiving)
            #expect(put.units == 4 && put.claimed == 6)
            #expect(try await place.release("OLD").quarantined == 6)
            try await House.arrive(2, stock)
            #expect(try await place.putAway(House.shirt, from: House.receiving).units == 2)
        }
    }
}
