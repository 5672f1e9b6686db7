import Foundation
import Testing

struct ReplayCommandTests {
    @Test func `a replay writes its figures as JSON beside the text`() throws {
        let folder = try TestFolder()
        let lines = try folder.tillLines(["1,5,1,4", "3,5,1,3", "4,5,1,4", "4,5,2,1"])
        let file = folder.file("figures.json")
        let run = try Program.run("replay", "--format", "complete-journey", lines, "--json", file)
        #expect(run.status == 0 && run.output.contains("verify: 0 differences"))
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file)))
        let figures = try #require(json as? [String: Any])
        let expected = [
            "rows": 4, "skipped": 0, "baskets": 3, "levels": 2, "opening_units": 11, "web_orders": 1, "web_refused": 0,
            "web_units": 3, "web_units_refused": 0, "till_lines": 2, "till_lines_refused": 1, "till_units": 5,
            "till_units_refused": 4, "units_left": 3, "verify_differences": 0, "performed": 3,
        ]
        for (key, value) in expected { #expect(figures[key] as? Int == value, "\(key)") }
    }

    @Test func `malformed rows are named with line and reason, and end with 0`() throws {
        let folder = try TestFolder()
        let lines = try folder.tillLines(["1,5,1,4", "2,5,1,many", "4,5,1,4"])
        let run = try Program.run("replay", "--format", "complete-journey", lines, "--json")
        #expect(run.status == 0)
        #expect(run.errors.contains("line 3: quantity is not a whole number; document 2 is left out whole"))
        #expect(try run.json["malformed_rows"] as? Int == 1 && run.json["baskets"] as? Int == 2)
    }

    @Test func `the same file again changes nothing, and another basket under the same number is refused`() throws {
        let folder = try TestFolder()
        let store = try folder.store()
        let again = try Program.run(
            "replay", "--format", "complete-journey", folder.file("lines.csv"), "--data", store, "--json")
        #expect(again.status == 0)
        #expect(try again.json["performed"] as? Int == 0 && again.json["already_there"] as? Int == 3)

        let changed = try folder.tillLines(["1,5,1,5", "3,5,1,3"], named: "changed.csv")
        let run = try Program.run("replay", "--format", "complete-journey", changed, "--data", store, "--json")
        #expect(run.status == 1)
        #expect(run.errors.contains("line 2: IDEMPOTENCY_CONFLICT: another document is stored under the number 1"))
        let result = try run.json
        #expect(result["conflicts"] as? Int == 1 && result["already_there"] as? Int == 1)
        #expect(result["verify_differences"] as? Int == 0)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
    func `a replay that is interrupted or killed continues, and half of a basket is never there`(signal: Int32) throws {
        let folder = try TestFolder()
        let rows = (0..<20_000).map { "\($0 / 4 + 1),1,\($0 % 97 + 1),\($0 % 5 + 1)" }
        let lines = try folder.tillLines(rows)
        let (store, errors) = (folder.file("store"), try folder.empty("errors"))
        let command = ["replay", "--format", "complete-journey", lines, "--data", store]
        let process = try Program.start(command, output: try folder.empty("output"), errors: errors)
        while process.isRunning, try !String(contentsOfFile: errors, encoding: .utf8).contains("replaying baskets") {
            usleep(1_000)
        }
        usleep(200_000)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let status: Int32 = [SIGINT: 130, SIGTERM: 143][signal] ?? signal
        // It may have been done before the signal came; then there is nothing to continue.
        if process.terminationStatus != 0 { #expect(process.terminationStatus == status) }

        let continued = try Program.run(command + ["--json"])
        let whole = try Program.run(["replay", "--format", "complete-journey", lines, "--json"])
        #expect(continued.status == 0 && whole.status == 0)
        let (left, right) = (try continued.json, try whole.json)
        for (key, value) in right where value is Int && !["performed", "already_there"].contains(key) {
            #expect(left[key] as? Int == value as? Int, "\(key)")
        }
        #expect(left["verify_differences"] as? Int == 0)
    }
}
