import Foundation
import Testing

struct DemoTests {
    @Test func `the demo grants exactly the stock, loses nothing to a kill, and writes the figures`() throws {
        let folder = try TestFolder()
        let rows = (0..<2_000).map { row in "\(row / 5 + 1),\(row / 5 % 4 + 1),\(row % 25 + 1),\(row % 3 + 1)" }
        let input = try folder.tillLines(rows)
        let file = folder.file("figures.json")
        let command = ["demo", "--file", input, "--data", folder.file("store"), "--buyers", "40000", "--json", file]
        let run = try Program.run(command)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("verify: 0 differences"))
        // Only the place of the store may be longer than a line.
        let lines = run.output.split(separator: "\n").filter { !$0.contains(folder.path) }
        #expect(lines.filter { $0.count > 80 } == [])

        let first = try Self.figures(file)
        let replay = try #require(first["replay"] as? [String: Any])
        for key in [
            "rows", "skipped", "baskets", "levels", "opening_units", "web_orders", "web_refused", "web_units",
            "web_units_refused", "till_lines", "till_lines_refused", "till_units", "till_units_refused", "units_left",
        ] {
            #expect(replay[key] is Int, "\(key)")
        }
        let spike = try #require(first["spike"] as? [String: Any])
        #expect(spike["buyers"] as? Int == 40_000 && spike["stock"] as? Int == 10_000)
        #expect(spike["granted"] as? Int == 10_000 && spike["refused"] as? Int == 30_000)
        #expect(first["verify_differences"] as? Int == 0)
        let recovery = try #require(first["recovery"] as? [String: Any])
        #expect(recovery["acknowledged"] as? Int == recovery["found"] as? Int)

        // On the same store: the same baskets are there, and a new promotion comes out the same.
        let again = try Program.run(command)
        #expect(again.status == 0, "\(again.errors)")
        let second = try Self.figures(file)
        let repeated = try #require(second["replay"] as? [String: Any])
        for (key, value) in replay where value is Int { #expect(repeated[key] as? Int == value as? Int, "\(key)") }
        #expect((second["spike"] as? [String: Any])?["granted"] as? Int == 10_000)

        // The second act: all of it is told, nothing differs, and the same file gives the same rows in another store.
        let promises = try Self.promises(first)
        let keys = [
            "web", "pickup", "marketplace", "kits", "backorders", "offline", "till_units", "till_units_refused",
            "verify_differences", "state_hash",
        ]
        for key in keys { #expect(promises[key] != nil, "\(key)") }
        #expect(promises["verify_differences"] as? Int == 0)
        for part in ["web", "pickup", "kits", "offline"] {
            let numbers = try #require(promises[part] as? [String: Any])
            #expect(numbers.values.contains { ($0 as? Int ?? 0) > 0 }, "\(part): \(numbers)")
        }
        #expect(NSDictionary(dictionary: try Self.promises(second)) == NSDictionary(dictionary: promises))
        let elsewhere = ["demo", "--file", input, "--data", folder.file("other"), "--buyers", "40000", "--json", file]
        let other = try Program.run(elsewhere)
        #expect(other.status == 0, "\(other.errors)")
        #expect(NSDictionary(dictionary: try Self.promises(Self.figures(file))) == NSDictionary(dictionary: promises))
    }

    private static func promises(_ figures: [String: Any]) throws -> [String: Any] {
        var promises = try #require(figures["promises"] as? [String: Any])
        promises["seconds"] = nil
        return promises
    }

    private static func figures(_ path: String) throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        return try #require(json as? [String: Any])
    }
}
