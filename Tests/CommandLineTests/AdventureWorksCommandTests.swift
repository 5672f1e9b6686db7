import Foundation
import Testing

@Suite("stockroom replay --format adventureworks")
struct AdventureWorksCommandTests {
    /// What the command is started with, and until when it is let be.
    private struct Trial {
        let folder: TestFolder
        let command: [String]

        /// Kills the program after some time in a part of its work; gives the signal that ended it, nil where it was done.
        func kill(in part: String, after seconds: Double, round: Int) throws -> Int32? {
            let errors = try folder.empty("errors-\(round)")
            let process = try Program.start(command, output: try folder.empty("output-\(round)"), errors: errors)
            while process.isRunning, try !String(contentsOfFile: errors, encoding: .utf8).contains(part) {
                usleep(1_000)
            }
            // When it is struck is left to chance; nothing is expected of it.
            usleep(UInt32(seconds * 1_000_000))
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            return process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
        }

        /// Runs the program to its end; gives its figures.
        func finish() throws -> NSMutableDictionary {
            let file = folder.file("figures.json")
            let run = try Program.run(command + ["--json", file])
            guard run.status == 0 else { throw TestFolder.Unexpected(run: run) }
            let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file)))
            return NSMutableDictionary(dictionary: try #require(json as? [String: Any]))
        }
    }

    @Test func `a replay that is killed again and again comes to the same as one that is not`() throws {
        let folder = try TestFolder()
        let files = PurchasingFiles(orders: 36)
        try files.write(to: folder.file("purchasing"))
        let command = ["replay", "--format", "adventureworks", folder.file("purchasing"), "--data"]
        let began = Date()
        let whole = try Trial(folder: folder, command: command + [folder.file("whole")]).finish()
        let seconds = Date().timeIntervalSince(began)
        for (key, value) in files.expected { #expect(whole[key] as? Int64 == value, "\(key)") }
        #expect(whole["ordered_value"] as? String == files.orderedValue)
        #expect(whole["stocked_value"] as? String == files.stockedValue)
        #expect((whole["problems"] as? [String])?.isEmpty == true)

        let killed = Trial(folder: folder, command: command + [folder.file("killed")])
        let parts = [("importing products", 0), ("importing products", 0.02), ("replaying orders", 0)]
        let later = (1...5).map { ("replaying orders", Double($0) * 0.12) }
        for (round, part) in (parts + later + [("reading the figures back", 0)]).enumerated() {
            let signal = try killed.kill(in: part.0, after: part.1 * seconds, round: round)
            #expect(signal == nil || signal == SIGKILL)
        }
        let continued = try killed.finish()
        let again = try killed.finish()
        #expect(again == continued, "nothing has happened, so the store is the same to the last byte of its rows")
        // The rows of two stores differ in the times at which they were written.
        for figures in [whole, continued] { figures.removeObject(forKey: "state_hash") }
        #expect(continued == whole)
    }

    @Test func `what is left out is named on the screen and in the JSON, and the rest is replayed`() throws {
        let folder = try TestFolder()
        let path = folder.file("purchasing")
        try PurchasingFiles(orders: 3).write(to: path)
        let lines = "\(path)/PurchaseOrderDetail.csv"
        let said = try String(contentsOfFile: lines, encoding: .utf8)
        try (said + said.split(separator: "\n")[0].replacing("1\t", with: "77\t", maxReplacements: 1) + "\n").write(
            toFile: lines, atomically: true, encoding: .utf8)
        let run = try Program.run("replay", "--format", "adventureworks", path, "--json")
        let problem =
            "PurchaseOrderDetail.csv, line \(said.split(separator: "\n").count + 1): PurchaseOrderDetailID stands in "
            + "an earlier row too; document 77 is left out whole"
        #expect(run.status == 0 && run.errors.contains(problem))
        let json = try run.json
        #expect(json["problems"] as? [String] == [problem] && json["malformed_rows"] as? Int == 1)
        #expect(json["orders_left_out"] as? Int == 1 && json["lines_left_out"] as? Int == 0)
        #expect(json["orders"] as? Int == 3 && json["verify_differences"] as? Int == 0)
    }
}

/// A folder of the shape of AdventureWorks: orders on few days, so that many happen at equal times, with short lines,
/// products that come twice in one order, and rejected units; and what has to come of them.
private struct PurchasingFiles {
    private struct Line {
        var order: Int
        var due: Int
        var ordered: Int64
        var product: Int
        /// In 1/10,000.
        var cost: Int64
        var received: Int64
        var rejected: Int64
    }

    private static let products = 7
    private static let date = "2022-04-15 00:00:00.000"
    private let orders: Int
    private let lines: [Line]

    init(orders: Int) {
        self.orders = orders
        lines = (1...orders).flatMap { order in
            (0...order % 4).map { place in
                let ordered = Int64(3 + (order * 7 + place * 5) % 40)
                // The first line of each fifth order is short, and that of each tenth has not come at all.
                let isShort = order % 5 == 0 && place == 0
                let received = !isShort ? ordered : order % 10 == 0 ? 0 : ordered - 2
                return Line(
                    order: order, due: Self.day(of: order) + order % 3 * place, ordered: ordered,
                    product: 1 + (order % 6 == 0 ? order : order + place) % Self.products,
                    cost: Int64(10_000 + order * 333 + place * 7), received: received,
                    rejected: order % 4 == 2 && place == 1 ? received / 2 : order % 9 == 0 ? received : 0)
            }
        }
    }

    private static func day(of order: Int) -> Int { 1 + order * 5 % 12 }

    var expected: [String: Int64] {
        [
            "orders": Int64(orders), "lines": Int64(lines.count),
            "receipts": Int64(Set(lines.map { [$0.order, $0.due] }).count),
            "ordered": lines.reduce(0) { $0 + $1.ordered }, "received": lines.reduce(0) { $0 + $1.received },
            "rejected": lines.reduce(0) { $0 + $1.rejected },
            "stocked": lines.reduce(0) { $0 + $1.received - $1.rejected },
            "cancelled": lines.reduce(0) { $0 + $1.ordered - $1.received },
            "short_lines": Int64(lines.count { $0.received < $0.ordered }), "lines_that_differ": 0,
            "verify_differences": 0, "malformed_rows": 0, "orders_left_out": 0, "lines_left_out": 0,
        ]
    }

    var orderedValue: String { Self.text(lines.reduce(0) { $0 + $1.cost * $1.ordered }) }
    var stockedValue: String { Self.text(lines.reduce(0) { $0 + $1.cost * ($1.received - $1.rejected) }) }

    private static func text(_ tenThousandths: Int64) -> String {
        "\(tenThousandths / 10_000)." + String(String(tenThousandths % 10_000 + 10_000).dropFirst())
    }

    private static func time(_ day: Int) -> String { "2022-04-\(day < 10 ? "0" : "")\(day) 00:00:00.000" }

    func write(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let date = Self.date
        let files = [
            "Vendor": ["1580\tACME0001\tAcme\t1\t1\t0\t\t\(date)"], "UnitMeasure": ["EA \tEach\t\(date)"],
            "Location": ["6\tMiscellaneous Storage\t.0000\t.00\t\(date)"],
            "ProductCategory": ["1\tBikes\tx\t\(date)"], "ProductSubcategory": ["1\t1\tRoad Bikes\tx\t\(date)"],
            "Product": (1...Self.products).map {
                "\($0)\tPart \($0)\tP-\($0)" + String(repeating: "\t", count: 22)
            },
            "ProductVendor": ["1\t1580\t17\t2.5000\t2.5\t\(date)\t1\t5\t3\tEA\t\(date)"],
            "PurchaseOrderHeader": (1...orders).map {
                "\($0)\t5\t4\t258\t1580\t3\t\(Self.time(Self.day(of: $0)))\t\(date)\t1\t1\t1\t1\t\(date)"
            },
            "PurchaseOrderDetail": lines.enumerated().map { place, line in
                "\(line.order)\t\(place + 1)\t\(Self.time(line.due))\t\(line.ordered)\t\(line.product)\t"
                    + "\(Self.text(line.cost))\t0\t\(line.received).00\t\(line.rejected).00\t0\t\(date)"
            },
        ]
        for (name, rows) in files {
            try (rows.joined(separator: "\n") + "\n").write(
                toFile: "\(folder)/\(name).csv", atomically: true, encoding: .utf8)
        }
    }
}
