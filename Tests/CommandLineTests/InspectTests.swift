import Foundation
import Testing

struct InspectTests {
    @Test func `a store says its state, a level, a document and its movements, for people and for scripts`() throws {
        let folder = try TestFolder()
        let store = try folder.store()
        let facts = try Program.run("inspect", "--data", store, "--json").json
        #expect((facts["rows"] as? [String: Int])?["skus"] == 2 && facts["sites"] as? Int == 1)
        #expect(facts["channels"] as? [String] == ["pickup", "till"])

        // Ten of SKU 1 were there for eleven that were asked for.
        let level = try Program.run("inspect", "level", "1", "--at", "5", "--data", store, "--json").json
        let levels = try #require(level["levels"] as? [[String: Any]])
        #expect(levels.count == 1 && levels[0]["on_hand"] as? Int == 3 && levels[0]["available"] as? Int == 3)

        let document = try Program.run("inspect", "document", "basket/3", "--data", store, "--json").json
        #expect(document["key"] as? String == "basket/3" && document["type"] as? Int == 103)
        let sold = try Program.run("inspect", "movements", "--document", "basket/3", "--data", store, "--json")
        let movements = try #require(try JSONSerialization.jsonObject(with: Data(sold.output.utf8)) as? [[String: Any]])
        #expect(movements.map { $0["quantity"] as? Int } == [3])

        let id = try #require(movements[0]["reservation"] as? String)
        let reservation = try Program.run("inspect", "reservation", id, "--data", store, "--json").json
        #expect(reservation["state"] as? String == "fulfilled")

        let found = try Program.run("inspect", "documents", "--term", "unmet.store/", "--data", store)
        #expect(found.output == "unmet/4  unmet.store/0000000005\n")
        for command in [["store"], ["level", "1"], ["document", "unmet/4"], ["reservation", id], ["movements"]] {
            let run = try Program.run(["inspect"] + command + ["--data", store])
            #expect(run.status == 0 && !run.output.isEmpty)
        }
    }

    @Test func `a sound store verifies without a difference, and a checkpoint brings LMDB up to date`() throws {
        let folder = try TestFolder()
        let store = try folder.store()
        let verified = try Program.run("verify", "--data", store, "--json")
        let result = try verified.json
        #expect(verified.status == 0 && result["differences"] as? Int == 0)
        #expect((result["state_hash"] as? String)?.count == 32 && (result["rows_checked"] as? Int ?? 0) > 20)
        #expect(try Program.run("verify", "--data", store).output.hasPrefix("verify: 0 differences\n"))

        let file = folder.file("checkpoint.json")
        let checkpoint = try Program.run("checkpoint", "--data", store, "--json", file)
        #expect(checkpoint.status == 0 && checkpoint.output.hasPrefix("checkpoint at sequence "))
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file)))
        #expect((json as? [String: Any])?["sequence"] as? Int == result["sequence"] as? Int)
    }
}
