import Testing

struct HelpTests {
    static let commands: [[String]] = [
        [], ["demo"], ["replay"], ["verify"], ["inspect"], ["inspect", "store"], ["inspect", "level"],
        ["inspect", "reservation"], ["inspect", "document"], ["inspect", "documents"], ["inspect", "movements"],
        ["explain"], ["checkpoint"], ["export"], ["serve"], ["ping"], ["stats"], ["availability"], ["reserve"],
        ["commit"], ["release"], ["fulfil"], ["sell"], ["move"], ["count"], ["reservation"], ["ledger"], ["watch"],
        ["define"], ["define", "sku"], ["define", "site"], ["define", "location"], ["define", "channel"], ["load"],
        ["export", "ledger"], ["export", "master"], ["import"], ["sku"], ["sku", "list"], ["sku", "show"], ["barcode"],
        ["barcode", "show"], ["supplier"], ["supplier", "list"], ["supplier", "show"],
        ["receipt"], ["receipt", "open"], ["receipt", "add"], ["receipt", "scan"], ["receipt", "finish"],
        ["receipt", "show"], ["receipt", "list"], ["receipt", "accept"], ["receipt", "refuse"], ["receipt", "attach"],
        ["receipt", "tolerance"], ["receipt", "not-invoiced"], ["inspection"], ["inspection", "list"],
        ["inspection", "show"], ["inspection", "record"], ["inspection", "goods"], ["inspection", "release"],
        ["inspection", "discard"], ["inspection", "plan"], ["inspection", "plans"], ["putaway"], ["putaway", "goods"],
        ["putaway", "place"], ["putaway", "rule"], ["putaway", "clear"], ["putaway", "list"],
        ["po"], ["po", "create"], ["po", "list"], ["po", "show"], ["po", "submit"], ["po", "send"], ["po", "confirm"],
        ["po", "amend"], ["po", "close"], ["po", "cancel"], ["po", "overdue"], ["po", "scorecard"], ["approval"],
        ["approval", "list"], ["approval", "approve"], ["approval", "decline"], ["approval", "withdraw"], ["tasks"],
        ["policy"], ["policy", "show"], ["policy", "set"], ["bill"], ["bill", "enter"], ["bill", "list"],
        ["bill", "show"], ["bill", "match"], ["bill", "accept"], ["bill", "dispute"], ["supplier-return"],
        ["supplier-return", "create"], ["supplier-return", "list"], ["supplier-return", "show"],
        ["supplier-return", "send"], ["supplier-return", "credit"], ["supplier-return", "write-off"],
        ["supplier-return", "cancel"],
    ]

    @Test(arguments: commands) func `every command teaches itself with an example`(command: [String]) throws {
        let run = try Program.run(command + ["--help"])
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(run.output.contains("Example") && run.output.contains("USAGE: stockroom"))
        let lines = run.output.split(separator: "\n").filter { !$0.hasPrefix("USAGE") }
        #expect(lines.filter { $0.count > 80 } == [])
    }

    @Test func `without a command the program says what there is`() throws {
        let run = try Program.run()
        #expect(run.status == 0)
        for command in [
            "demo", "replay", "verify", "inspect", "explain", "checkpoint", "export", "serve", "reserve", "watch",
            "load",
        ] {
            #expect(run.output.contains("  \(command) "))
        }
        #expect(!run.output.contains("-worker"))
    }
}
