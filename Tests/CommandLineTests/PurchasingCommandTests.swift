import Foundation
import Testing

/// The buyer's commands: what they answer to a person, to a script, and how they end.
@Suite struct PurchasingCommandTests {
    private static func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

    @Test func `an order goes its way on a server, and each answer says how it stands`() async throws {
        try await BuyersShop.withServer { server in
            let created = try server.ask("po create --supplier ACME --site 1 --line 4711:30 --on 2026-03-02 --json")
            let order = try #require(try created.json["result"] as? [String: Any])
            #expect(created.status == 0 && order["status"] as? String == "draft")
            #expect(order["value"] as? String == "75.0000" && order["number"] as? Int == 1)
            #expect(try server.ask("po submit 1").output.contains("purchase order 1: approved"))
            #expect(try server.ask("tasks").output.contains("purchase-order.send"))
            #expect(try server.ask("po send 1 --on 2026-03-02").output.contains("sent 2026-03-02"))
            #expect(try server.ask("po overdue --on 2026-03-20").output.contains("2026-03-09"))
            #expect(try server.ask("po confirm 1 --line 1:20:2026-03-10").output.contains("2026-03-10"))
            #expect(try server.ask("po list").output.contains("confirmed"))
            #expect(try server.ask("po close 1").output.contains("purchase order 1: closed"))
            #expect(try server.ask("po list").output.contains("no such orders"))
            #expect(try server.ask("po scorecard ACME --json").json["lines"] as? Int == 1)
        }
    }

    @Test func `a refusal names the rule and what would be needed, and ends with 1`() async throws {
        try await BuyersShop.withServer { server in
            let told = try server.ask("po create --supplier ACME --site 1 --line 4711:31")
            #expect(told.status == 1 && told.output.isEmpty)
            #expect(told.errors.contains("purchase-order.not-whole-packs") && told.errors.contains("order 40 or 30"))
            let script = try server.ask("po submit 9 --json")
            let rule = try #require(try script.json["rule"] as? [String: Any])
            let answer = try script.json
            #expect(script.status == 1 && answer["accepted"] as? Bool == false)
            #expect(rule["name"] as? String == "purchase-order.not-found")
            #expect(rule["remedy"] as? String == "see: stockroom po list")
            #expect(try server.ask("supplier-return create --supplier ACME --from 12 --line 4711:1@2").status == 0)
            let engine = try server.ask("supplier-return send 1 --to 90 --json")
            let refusal = try #require(try engine.json["refusal"] as? [String: Any])
            #expect(engine.status == 1 && refusal["code"] as? String == "wouldGoNegative")
        }
    }

    @Test func `nobody approves his own order, at the command line too`() async throws {
        try await BuyersShop.withServer { server in
            #expect(try server.ask("policy set purchase-order --above 50:1,2 --reason test").status == 0)
            #expect(try server.ask("po create --supplier ACME --site 1 --line 4711:30").status == 0)
            #expect(try server.ask("po submit 1").output.contains("purchase order 1: waiting"))
            let own = try server.ask("approval approve po/1")
            #expect(own.status == 1 && own.errors.contains("approval.own"))
            let without = try server.ask("approval decline po/1 --principal 2")
            #expect(without.status == 1 && without.errors.contains("approval.needs-reason"))
            #expect(try server.ask("approval list --owner 2").output.contains("po/0000000001"))
            #expect(try server.ask("tasks --owner principal-2").output.contains("approval.decide"))
            #expect(try server.ask("approval approve po/1 --principal 2").status == 0)
            #expect(try server.ask("approval list").output.contains("nothing waits"))
            let history = try server.ask("policy show purchase-order --history")
            #expect(history.output.contains("revision 1, set by principal 1"))
        }
    }

    @Test func `who accepts bills is named without losing the tolerances, and the other way round`() async throws {
        try await BuyersShop.withServer { server in
            func said(_ line: String) throws -> [String: Any] {
                let run = try server.ask("policy set bill-tolerance \(line) --reason test --json")
                return try #require(try run.json["result"] as? [String: Any])
            }
            _ = try said("--quantity-units 3")
            let named = try said("--accepted-by 5,6")
            #expect(named["accepted_by"] as? [Int] == [5, 6])
            let tolerance = try #require((named["tolerances"] as? [[String: Any]])?.first)
            #expect(tolerance["quantity_units"] as? Int == 3)
            #expect(try said("--cost-amount 0.05")["accepted_by"] as? [Int] == [5, 6])
            #expect(try said("--accepted-by-buyers")["accepted_by"] == nil)
        }
    }

    @Test func `all that is tolerated is shown, that of receipts too, and where the rest is said`() async throws {
        try await BuyersShop.withServer { server in
            let nothing = try server.ask("policy show").output
            #expect(nothing.contains("no policy is set") && nothing.contains("stockroom inspection plans"))
            #expect(try server.ask("policy show receipt").output.contains("policy receipt is not set"))
            for line in ["--units 2", "--basis-points 250 --supplier ACME", "--units 3"] {
                #expect(try server.ask("receipt tolerance \(line) --reason agreed").status == 0)
            }
            let shown = try server.ask("policy show").output
            #expect(!shown.contains("no policy is set") && shown.contains("stockroom inspection plans"))
            #expect(shown.contains("anybody: 3 units more than was ordered") && !shown.contains("anybody: 2 units"))
            #expect(shown.contains("ACME: 250 basis points more than was ordered"))
            let history = try server.ask("policy show receipt --history --json")
            let list = try JSONSerialization.jsonObject(with: Data(history.output.utf8)) as? [[String: Any]]
            let tolerances = try #require(list).compactMap { $0["receipt"] as? [String: Any] }
            #expect(tolerances.map { $0["units"] as? Int } == [2, 3, nil])
            #expect(tolerances.map { $0["basis_points"] as? Int } == [nil, nil, 250])
            let many = (1...51).map(String.init).joined(separator: ",")
            let refused = try server.ask("policy set purchase-order --above 1:\(many) --reason many")
            #expect(refused.status == 1 && refused.errors.contains("policy.too-many-named"))
        }
    }

    @Test func `who has written an order does not approve it when a colleague submits it`() async throws {
        try await BuyersShop.withServer { server in
            #expect(try server.ask("policy set purchase-order --above 50:1,2,3 --reason test").status == 0)
            #expect(try server.ask("po create --supplier ACME --site 1 --line 4711:30").status == 0)
            #expect(try server.ask("po submit 1 --principal 2").output.contains("purchase order 1: waiting"))
            let waiting = try server.ask("approval list --owner 3")
            #expect(waiting.output.contains("asked for by principal 2, written by 1"))
            #expect(waiting.output.contains("may be approved by 3, until"))
            #expect(try server.ask("approval list --owner 1").output.contains("nothing waits"))
            let own = try server.ask("approval approve po/1")
            #expect(own.status == 1 && own.errors.contains("approval.author"))
            #expect(try server.ask("approval approve po/1 --principal 3").status == 0)
        }
    }

    @Test func `without a server the same is done on a store in a folder`() async throws {
        let folder = try TestFolder()
        let store = try await BuyersShop.store(in: folder)
        let shown = try Program.run("po", "list", "--data", store)
        #expect(shown.status == 0 && shown.output.contains("no such orders"))
        let refused = try Program.run(
            "po", "create", "--supplier", "ACME", "--site", "1", "--line", "4711:10", "--data", store, "--json")
        let rule = try #require(try refused.json["rule"] as? [String: Any])
        #expect(refused.status == 1 && rule["name"] as? String == "purchase-order.unknown-site")
        let none = try Program.run("po", "list", "--data", folder.file("nothing"))
        #expect(none.status == 3 && none.errors.contains("there is no store"))
        let nobody = try Program.run("po", "list", "--connect", "127.0.0.1:1")
        #expect(nobody.status == 3 && nobody.errors.contains("stockroom serve"))
    }

    @Test(arguments: [
        "po create --supplier A --site 1", "po create --supplier A --site 1 --line 1", "po show x",
        "po create --supplier A --site 1 --line 1:2@x", "po confirm 1 --line 1", "po amend 1 --line 1:a --reason x",
        "po amend 1 --line 1:5:2026-02-30 --reason x", "po list --status lost", "po overdue --on 1.2.2026",
        "po scorecard A --from 2026-02-01 --to 2026-01-01", "bill enter A R --line 1:2@3", "bill list --state lost",
        "supplier-return create --supplier A --from 1 --line 1:2#3", "policy set purchase-order --above x --reason y",
        "policy set nothing --reason y", "policy show nothing", "policy set receipt --reason y",
        "policy set policies --reason y", "policy set policies --by 1,x --reason y",
        "policy set purchase-order --by 1 --reason y", "policy set purchase-order", "approval approve",
        "tasks --principal 0",
        "po list --data a --connect b", "policy set bill-tolerance --cost-amount=-1 --reason x",
        "policy set purchase-order --accepted-by 1 --reason x", "policy set bill-tolerance --accepted-by x --reason x",
        "policy set bill-tolerance --accepted-by 1 --accepted-by-buyers --reason x",
    ])
    func `a command line that makes no sense ends with 2`(_ line: String) throws {
        let run = try Program.run(Self.words(line))
        #expect(run.status == 2 && run.errors.contains("Usage: stockroom"))
    }
}
