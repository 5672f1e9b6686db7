import Foundation
import Testing

/// The commands that ask a server, on one that has a shirt in one shop.
@Suite struct RemoteCommandTests {
    private static func withShop(_ body: (RunningServer) throws -> Void) throws {
        let server = try RunningServer()
        for line in [
            "define site 1", "define location 10 --kind stock --site 1", "define location 1 --kind supplier",
            "define location 2 --kind customer", "define location 3 --kind loss", "define sku 4711 --code SHIRT",
            "define channel 1 --code WEB --sites 1", "move 4711:50 --from 1 --to 10 --reason receive",
        ] {
            try #require(try server.ask(line).status == 0, "\(line)")
        }
        try body(server)
        #expect(server.stop() == 0)
    }

    /// Of an answer with `--json`: a field of its result.
    private static func result(_ run: Program.Run, _ field: String) throws -> String {
        let result = try #require(try run.json["result"] as? [String: Any])
        return "\(result[field] ?? "")"
    }

    @Test func `a reservation is held, committed, fulfilled, and seen in the ledger and the feed`() throws {
        try Self.withShop { server in
            let held = try server.ask("reserve 4711:2 --channel 1 --hold-seconds 60 --json")
            let id = try Self.result(held, "reservation")
            #expect(held.status == 0 && id.count == 36)
            #expect(try server.ask("reservation \(id)").output.contains(": held"))
            #expect(try server.ask("availability 4711 --channel 1").output.contains("48"))
            #expect(try server.ask("commit \(id)").status == 0)
            #expect(try server.ask("fulfil \(id) --to 2").status == 0)
            #expect(try server.ask("ledger --sku 4711 --at 10").output.contains("issue"))
            let watched = try server.ask("watch --after 0 --limit 11 --json").output.split(separator: "\n")
            #expect(watched.count == 11)
            #expect(watched.last?.contains("fulfilled 2 of 4711 at 10") == true)
        }
    }

    @Test func `the same reservation sent twice is one`() throws {
        try Self.withShop { server in
            let id = "015fbc4e-8f60-7000-8a3c-1d5e7f902b46"
            #expect(try server.ask("reserve 4711:2 --channel 1 --id \(id)").status == 0)
            #expect(try server.ask("release \(id) --line 0:1").status == 0)
            // Issued anew, and for something else: another request under the same id.
            let other = try server.ask("reserve 4711:3 --channel 1 --id \(id)")
            #expect(other.status == 1 && other.errors.contains("refused"))
            #expect(try server.ask("availability 4711 --channel 1").output.contains("49"))
        }
    }

    @Test func `what is refused ends with 1 and says what is short, to a person and to a script`() throws {
        try Self.withShop { server in
            let told = try server.ask("reserve 4711:51 --channel 1")
            #expect(told.status == 1 && told.output.isEmpty && told.errors.contains("51 asked, 50 available"))
            let script = try server.ask("reserve 4711:51 --channel 1 --json")
            let refusal = try #require(try script.json["refusal"] as? [String: Any])
            #expect(script.status == 1 && refusal["code"] as? String == "insufficientStock")
            let unknown = try server.ask("reserve 1:1 --channel 1")
            #expect(unknown.status == 1 && unknown.errors.contains("stockroom define sku 1"))
        }
    }

    @Test func `a till sells, and a count books the difference`() throws {
        try Self.withShop { server in
            #expect(try server.ask("sell 4711:1@10 --channel 1 --to 2").status == 0)
            let counted = try server.ask("count 4711:40 --at 10 --loss 3")
            #expect(counted.status == 0 && counted.output.contains("-9"))
            let statistics = try server.ask("stats --json").json
            #expect(statistics["commands_accepted"] as? Int == 10)
        }
    }

    @Test func `where no server answers, the command ends with 3 and says how to start one`() throws {
        let run = try Program.run("ping", "--connect", "127.0.0.1:1", "--wait", "0")
        #expect(run.status == 3 && run.errors.contains("stockroom serve"))
    }

    @Test(arguments: [
        "reserve 4711 --channel 1", "reserve 4711:x --channel 1", "reserve 4711:1@ --channel 1",
        "reserve :1 --channel 1",
        "reserve @ --channel 1", "commit 12", "sell 4711:1 --channel 1 --to 2",
        "move 1:1 --from 1 --to 2 --reason because",
        "define location 1 --kind heap", "ping --count 0", "ping --connect host:99999", "ping --connect [::1",
        "availability --channel 1", "count 1 --at 1 --loss 2", "reserve 1:1 --channel 1 --hold-seconds 0",
        "define channel 1 --sites 1 --hold-seconds 9223372036854775807", "ping --wait=-1",
        "watch --limit 0", "ledger --sku 1 --at 2 --after 3",
    ])
    func `a command line that makes no sense ends with 2`(_ line: String) throws {
        let run = try Program.run(line.split(separator: " ").map(String.init))
        #expect(run.status == 2 && run.errors.contains("Usage: stockroom"))
    }
}
