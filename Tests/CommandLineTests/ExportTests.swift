import Foundation
import Testing

struct ExportTests {
    @Test func `the ledger as JSON lines has one object per movement and document`() throws {
        let folder = try TestFolder()
        let store = try folder.store()
        let run = try Program.run("export", "--ledger", "--data", store)
        #expect(run.status == 0)
        let records = try run.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        let movements = records.filter { $0["record"] as? String == "movement" }
        // Two receipts, one order of three, two till lines of three.
        #expect(movements.compactMap { $0["quantity"] as? Int }.sorted() == [1, 1, 3, 4, 10])
        let keys = records.filter { $0["record"] as? String == "document" }.compactMap { $0["key"] as? String }
        #expect(
            keys.filter { !$0.hasPrefix("import/") } == [
                "basket/1", "basket/3", "basket/4", "opening/store/5", "unmet/4",
            ])
    }

    @Test func `the ledger as CSV is one table, and a quoted field is one field`() throws {
        let folder = try TestFolder()
        let store = try folder.store()
        for only in [[], ["--only", "movements"], ["--only", "documents"]] {
            let file = folder.file("ledger.csv")
            let run = try Program.run(
                ["export", "--ledger", "--format", "csv", "--output", file, "--data", store, "--json"] + only)
            let counts = try run.json
            let text = try String(contentsOfFile: file, encoding: .utf8)
            let rows = text.components(separatedBy: "\r\n").filter { !$0.isEmpty }.map(Self.fields)
            #expect(Set(rows.map(\.count)).count == 1)
            let records = (counts["movements"] as? Int ?? 0) + (counts["documents"] as? Int ?? 0)
            #expect(rows.count == records + 1)
            #expect(counts["bytes"] as? Int == text.utf8.count)
        }
    }

    @Test func `only what is newer than a sequence is exported`() throws {
        let folder = try TestFolder()
        let store = try folder.store()
        let all = try Program.run("export", "--ledger", "--data", store).output
        let last = try #require(try Program.run("inspect", "--data", store, "--json").json["sequence"] as? Int)
        let newer = try Program.run("export", "--ledger", "--after", "\(last - 1)", "--data", store).output
        #expect(!newer.isEmpty && newer.count < all.count)
        #expect(try Program.run("export", "--ledger", "--after", "\(last)", "--data", store).output.isEmpty)
    }

    @Test func `a reader that goes away is no error`() throws {
        let folder = try TestFolder()
        let store = try folder.store()
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        // Gone before a byte is written, and after the first one.
        shell.arguments = [
            "-c",
            """
            set -e -o pipefail
            { sleep 0.2; "$1" export --ledger --data "$2"; } | true
            "$1" export --ledger --data "$2" | head -c 1 >/dev/null
            """, "bash",
            Program.path, store,
        ]
        try shell.run()
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0)
        #expect(try Program.run("verify", "--data", store).status == 0)
    }

    /// The fields of one line by RFC 4180.
    private static func fields(_ line: String) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
