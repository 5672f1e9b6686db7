import Foundation
import RetailDocuments
import RetailMasterData
import RetailReceiving
import StockAPI
import StockEngine
import StockModel
import Testing

/// `stockroom putaway goods` with several SKUs, of which some are in the way of nobody.
@Suite struct PutawayCommandTests {
    /// In receiving: 9 shirts, for which there is room for 5; 4 creams, which are under a plan; 3 scarves.
    private static func store(in folder: TestFolder) async throws -> String {
        let path = folder.file("store")
        try await ReceivingCommandTests.prepare(path)
        let stock = try await Stockroom.open(at: path)
        let session = StockSession(stock, principal: 1)
        _ = try await session.define([.location(LocationDefinition(13, kind: .transit, site: 1, code: "TRANSIT"))])
        let moved = try await session.move(
            Move(
                .receive,
                lines: [(4711, 9), (4712, 4), (4713, 3)].map { MoveLine($0.0, quantity: $0.1, from: 1, to: 10) }))
        guard case .accepted = moved else { throw ReceivingCommandTests.Unexpected(what: "\(moved)") }
        let place = Workplace(stock, principal: 1)
        try await place.definePutaway(of: 4711, to: 20, capacity: 5)
        try await place.definePlace(21)
        try await place.defineSamplingPlan(SamplingPlan("own", for: .privateLabel, sample: .basisPoints(1_000)))
        try await stock.close()
        return path
    }

    private static func run(_ line: String, _ store: String) throws -> Program.Run {
        try Program.run(line.split(separator: " ").map(String.init) + ["--data", store])
    }

    @Test func `of all goods, what has room is put away, and the rest is named with what would be needed`()
        async throws
    {
        let folder = try TestFolder()
        let store = try await Self.store(in: folder)
        let run = try Self.run("putaway goods --from 10", store)
        #expect(run.status == 1, "4 shirts found no room")
        #expect(run.output.contains("SKU 4711: 5 to location 20") && run.output.contains("SKU 4711: no room for 4"))
        #expect(run.output.contains("SKU 4712 is left in receiving") && run.output.contains("putaway.needs-inspection"))
        #expect(run.output.contains("stockroom inspection"))
        #expect(run.output.contains("SKU 4713: 3 to location 21"))
        #expect(run.output.contains("8 units lie in receiving at location 10"))
        // What has no room now has none either, and nothing of the others is asked twice.
        let more = try Self.run("putaway rule 4711 --to 21 --capacity 100", store)
        let rest = try Self.run("putaway goods --from 10", store)
        #expect(more.status == 0 && rest.status == 0, "what waits for an inspection was not asked for by name")
        #expect(rest.output.contains("4 units lie in receiving"))
    }

    @Test func `a refusal in the middle stops neither what comes before nor what comes after`() async throws {
        let folder = try TestFolder()
        let store = try await Self.store(in: folder)
        let run = try Self.run("putaway goods 4713:2 4711:99 4712 99:1 4711:1 --from 10 --json", store)
        let answer = try run.json
        let steps = try #require(answer["result"] as? [[String: Any]])
        #expect(run.status == 1 && answer["accepted"] as? Bool == false)
        #expect(steps.map { $0["sku"] as? Int } == [4713, 4711, 4712, 99, 4711])
        #expect(steps.map { $0["state"] as? String } == ["done", "refused", "left", "refused", "done"])
        #expect(steps.map { $0["units"] as? Int } == [2, 0, 0, 0, 1])
        #expect(steps.map { $0["in_receiving"] as? Int } == [1, 8, 4, 0, 8])
        let rules = steps.map { ($0["rule"] as? [String: Any])?["name"] as? String }
        #expect(rules == [nil, "putaway.not-there", "putaway.needs-inspection", "putaway.not-there", nil])
        #expect(((steps[2]["rule"] as? [String: Any])?["remedy"] as? String)?.contains("stockroom inspection") == true)
        #expect(answer["in_receiving"] as? Int == 13)
    }

    @Test func `where nothing lies, nothing is to be done`() async throws {
        let folder = try TestFolder()
        let store = folder.file("store")
        try await ReceivingCommandTests.prepare(store)
        let run = try Self.run("putaway goods --from 10", store)
        #expect(run.status == 0 && run.output.contains("nothing to put away; 0 units lie in receiving"))
    }

    @Test func `a place that is cleared into too little room ends the command with 1`() async throws {
        let folder = try TestFolder()
        let store = try await Self.store(in: folder)
        _ = try Self.run("putaway goods 4711:5 --from 10", store)
        let run = try Self.run("putaway clear 4711 --out-of 20", store)
        #expect(run.status == 1 && run.output.contains("no room for 5"))
    }
}
