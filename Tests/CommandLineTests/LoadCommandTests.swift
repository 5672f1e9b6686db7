import Foundation
import Testing

/// `stockroom load`, as somebody who rehearses a promotion would run it.
@Suite struct LoadCommandTests {
    private static func load(_ line: String, _ more: [String] = []) throws -> Program.Run {
        try Program.run(["load"] + line.split(separator: " ").map(String.init) + more)
    }

    private static func summary(_ run: Program.Run) throws -> [String: Any] {
        try #require(try run.json["summary"] as? [String: Any])
    }

    @Test func `an embedded store is rehearsed with a mix at a rate, and the proof holds`() throws {
        let run = try Self.load(
            "--embedded --rate 200 --seconds 1 --skus-made 20 --lines 1-3 --require oversold=0,lost=0,errors=0 --json")
        #expect(run.status == 0, "\(run.errors)")
        let proof = try #require(try run.json["proof"] as? [String: Any])
        #expect(proof["acknowledged"] as? Int ?? 0 > 0 && proof["gap"] == nil)
        #expect(try Self.summary(run)["offered"] as? Int ?? 0 > 100)
        #expect(try run.json["passes"] as? Bool == true)
    }

    @Test func `a limit that is not kept ends with 1, and the page says no go`() throws {
        let folder = try TestFolder()
        let run = try Self.load(
            "--embedded --callers 2 --seconds 0.5 --skus-made 5 --require p50=0us",
            ["--report", folder.file("page.html")])
        #expect(run.status == 1 && run.errors.contains("p50=0us") && run.output.contains("NO GO"))
        let page = try String(contentsOfFile: folder.file("page.html"), encoding: .utf8)
        #expect(page.contains("<h1>NO GO</h1>") && page.contains("<svg"))
    }

    @Test func `several processes drive one server, and their figures and answers are put together`() throws {
        let server = try RunningServer()
        let run = try server.ask(
            "load --rate 300 --spacing even --seconds 1 --skus-made 20 --mix reserve=1 --processes 3 --json --require errors=0"
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(try run.json["workers"] as? Int == 3)
        let summary = try Self.summary(run)
        let offered = try #require(summary["offered"] as? Int)
        #expect((297...303).contains(offered))
        let results = try #require(summary["results"] as? [String: Any])
        let proof = try #require(try run.json["proof"] as? [String: Any])
        #expect(results["accepted"] as? Int == offered && proof["acknowledged"] as? Int == offered)
        let latency = try #require(summary["latency"] as? [String: Any])
        #expect(latency["p99_us"] as? Int ?? 0 > 0)
        #expect((try run.json["server"] as? [Any])?.isEmpty == false)
        #expect(server.stop() == 0)
    }

    @Test func `of a limited drop exactly the units that there are go to somebody`() throws {
        let run = try Self.load(
            "--embedded --drop 50 --callers 16 --seconds 600 --requests 200 --channels-made 2 --json")
        #expect(run.status == 0, "\(run.errors)")
        let drop = try #require(try run.json["drop"] as? [String: Any])
        #expect(drop["granted"] as? Int == 50 && drop["sold_out"] as? Int == 150)
    }

    @Test func `SKUs of the store are rehearsed as they are`() throws {
        let server = try RunningServer()
        for line in [
            "define site 1", "define location 10 --kind stock --site 1", "define location 1 --kind supplier",
            "define sku 4711", "define channel 1 --sites 1", "move 4711:30 --from 1 --to 10 --reason receive",
        ] {
            try #require(try server.ask(line).status == 0, "\(line)")
        }
        let run = try server.ask(
            "load --skus 4711 --channels 1 --mix reserve=1 --callers 8 --seconds 600 --requests 50 --json")
        #expect(run.status == 0, "\(run.errors)")
        let proof = try #require(try run.json["proof"] as? [String: Any])
        #expect(proof["acknowledged"] as? Int == 30)
        let left = try server.ask("availability 4711 --channel 1 --json")
        #expect(left.output.contains("\"available_to_sell\" : 0") || left.output.contains("\"available_to_sell\":0"))
        let missing = try server.ask("load --skus 1 --channels 1 --callers 1 --seconds 0.5")
        #expect(missing.status == 4 && missing.errors.contains("no SKU 1"))
        let sale = try server.ask("load --skus 4711 --channels 1 --mix sell=1 --callers 1 --seconds 0.5")
        #expect(sale.status == 4 && sale.errors.contains("kind customer"))
        #expect(server.stop() == 0)
    }

    @Test func `a recorded curve gives the shape, from till lines or from seconds and rates`() throws {
        let folder = try TestFolder()
        let curve = folder.file("curve.csv")
        try "seconds,per_second\n0,100\n1,300\n".write(toFile: curve, atomically: true, encoding: .utf8)
        let told = try Self.load("--embedded --skus-made 5 --spacing even --json", ["--curve", curve])
        #expect(told.status == 0, "\(told.errors)")
        #expect(try Self.summary(told)["offered"] as? Int == 200)
        let header =
            "transaction_timestamp,store_id,basket_id,household_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc\n"
        let lines = (1...40).map { "2017-12-0\($0 < 30 ? 1 : 2) 1\($0 % 3):05:00,1,\($0),1,1,1,1.00,0,0,0\n" }
        try (header + lines.joined()).write(toFile: curve, atomically: true, encoding: .utf8)
        let day = try Self.load("--embedded --skus-made 5 --seconds 1 --rate 3000 --json", ["--curve", curve])
        #expect(day.status == 0, "\(day.errors)")
        // Twenty-nine baskets in three quarters of an hour of a day that takes one second.
        #expect((5...400).contains(try Self.summary(day)["offered"] as? Int ?? 0))
        try "a,b\n1,2\n".write(toFile: curve, atomically: true, encoding: .utf8)
        #expect(try Self.load("--embedded", ["--curve", curve]).status == 4)
        #expect(try Self.load("--embedded --curve /nowhere/at/all.csv").status == 4)
    }

    @Test func `an interrupted rehearsal ends in order, with what it saw`() throws {
        let folder = try TestFolder()
        let (output, errors) = (try folder.empty("output"), try folder.empty("errors"))
        let process = try Program.start(
            "load --embedded --rate 100 --seconds 600 --skus-made 5 --json".split(separator: " ").map(String.init),
            output: output, errors: errors)
        for _ in 0..<600 {
            Thread.sleep(forTimeInterval: 0.05)
            if let said = try? String(contentsOfFile: errors, encoding: .utf8), said.contains("offered") { break }
        }
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        let data = try Data(contentsOf: URL(fileURLWithPath: output))
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(json["interrupted"] as? Bool == true)
        #expect((json["proof"] as? [String: Any])?["lost"] as? Int == 0)
    }

    @Test(arguments: [
        "--rate 0", "--rate -1", "--seconds 0", "--callers 0", "--callers 5 --rate 10", "--shape spike --callers 1",
        "--peak 5", "--mix buy=1", "--mix reserve=1,commit=2", "--popularity hot:2", "--require p99=1",
        "--skus 1", "--channels 1", "--drop 0", "--embedded --processes 2", "--embedded --connect 127.0.0.1:1",
        "--data there", "--lines 0", "--lines 101", "--processes 0", "--requests 0", "--rate nan", "--seconds inf",
        "--curve x --shape ramp", "--drop 5 --stock 9", "--drop 5 --skus-made 9",
        "--skus 1 --channels 1 --skus-made 5", "--skus 1 --channels 1 --stock 5",
    ]) func `a command line that makes no sense is refused before anything is sent`(line: String) throws {
        let run = try Self.load(line)
        #expect(run.status == 2 && run.output.isEmpty && !run.errors.isEmpty, "\(line): \(run.errors)")
    }

    @Test func `what cannot be written in the end is found out at the beginning`() throws {
        for option in ["--report", "--json"] {
            let run = try Self.load("--embedded --callers 1 --seconds 600", [option, "/nowhere/at/all"])
            #expect(run.status == 3 && run.errors.contains("/nowhere/at/all"))
        }
    }

    @Test func `a server that goes away leaves what was seen, and no go`() throws {
        let server = try RunningServer()
        let folder = try TestFolder()
        let (output, errors) = (try folder.empty("output"), try folder.empty("errors"))
        let process = try Program.start(
            ["load", "--connect", server.address, "--rate", "100", "--seconds", "3", "--skus-made", "5", "--json"],
            output: output, errors: errors)
        for _ in 0..<600 {
            Thread.sleep(forTimeInterval: 0.05)
            if let said = try? String(contentsOfFile: errors, encoding: .utf8), said.contains("offered") { break }
        }
        #expect(server.stop() == 0)
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
        let data = try Data(contentsOf: URL(fileURLWithPath: output))
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect((json["proof"] as? [String: Any])?["gap"] is String && json["passes"] as? Bool == false)
    }

    @Test func `without a server it says how to start one`() throws {
        let run = try Self.load("--connect 127.0.0.1:1 --wait 0 --seconds 1")
        #expect(run.status == 3 && run.errors.contains("stockroom serve"))
    }
}
