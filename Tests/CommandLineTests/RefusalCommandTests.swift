import Foundation
import Testing

/// What the engine does not allow, told to a person and to a script.
@Suite struct RefusalCommandTests {
    private static func withGoods(_ body: (RunningServer) throws -> Void) throws {
        let server = try RunningServer()
        for line in [
            "define site 1", "define location 10 --kind receiving --site 1",
            "define location 11 --kind quarantine --site 1",
            "define location 20 --kind stock --site 1", "define location 1 --kind supplier", "define sku 4711",
            "move 4711:5 --from 1 --to 11 --reason receive",
        ] {
            try #require(try server.ask(line).status == 0, "\(line)")
        }
        try body(server)
        #expect(server.stop() == 0)
    }

    @Test func `goods from quarantine need an inspection, and the refusal says which command makes one`() throws {
        try Self.withGoods { server in
            let line = "move 4711:5 --from 11 --to 20 --reason disposition"
            let told = try server.ask(line)
            #expect(told.status == 1 && told.errors.contains("needs an inspection"))
            #expect(told.errors.contains("what would be needed: ") && told.errors.contains("stockroom inspection"))
            #expect(!told.errors.contains("type 1"))
            let refusal = try #require(try server.ask(line + " --json").json["refusal"] as? [String: Any])
            #expect(refusal["code"] as? String == "guarded")
            #expect((refusal["message"] as? String)?.contains("needs an inspection") == true)
            #expect((refusal["remedy"] as? String)?.contains("stockroom inspection") == true)
        }
    }

    @Test func `a reason that does not fit is told in words`() throws {
        try Self.withGoods { server in
            let told = try server.ask("move 4711:5 --from 11 --to 20 --reason putaway")
            #expect(told.status == 1 && !told.errors.contains("StockModel") && !told.errors.contains("from:"))
            #expect(told.errors.contains("give another reason: disposition"))
        }
    }
}
