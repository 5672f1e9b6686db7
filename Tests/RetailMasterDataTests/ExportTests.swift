import RetailDocuments
import RetailMasterData
import StockAPI
import StockModel
import StockTesting
import Testing

@Suite("An export gives the same files back, byte for byte")
struct ExportTests {
    @Test func `the shop`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            _ = try await place.importMasterData(from: Shop.folder)
            #expect(try await place.exported() == Shop.files)
        }
    }

    @Test func `odd but legal forms`() async throws {
        let files = [
            // Mark, CR LF, another order of columns, quotes that are not needed, no line break at the end.
            "units.csv": "\u{FEFF}\"base\",\"code\",numerator\r\n,\"EA\",\r\n\r\n\"EA\",DZ,\"012\"\r\n,KG,",
            // Blank lines, line breaks and quotes within fields, mixed line ends, blank lines at the end.
            "products.csv":
                "description,code\n\n\"two\nlines, and \"\"quotes\"\"\",A\r\n\n  spaces  ,B\n\"\",C\n\n\r\n",
            // Only a header, without a line break.
            "brands.csv": "number,code,private_label",
            "categories.csv": "number,code\n1,é\n2,e\u{301}x\n",
            "tax-codes.csv": "percent,code\n007.5,A\n7.50,B\n",
        ]
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            #expect(try await place.importMasterData(from: Shop.folder(files)).problems == [])
            let exported = try await place.exportMasterData()
            #expect(
                exported.map(\.name) == ["units.csv", "categories.csv", "brands.csv", "tax-codes.csv", "products.csv"])
            for file in exported { #expect(file.bytes == Array((files[file.name] ?? "").utf8), "\(file.name)") }
            #expect(try await place.importMasterData(from: Shop.folder(files)).changesNothing)
        }
    }

    @Test func `after an import of a changed row it is the changed file, in another order too`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            _ = try await place.importMasterData(from: Shop.folder)
            var files = Shop.files
            files["brands.csv"] = "number,code,description\r\n2,ACME,\"Acme\"\r\n3,\"THIRD\",\r\n1,OWN,\r\n"
            let report = try await place.importMasterData(from: Shop.folder(files))
            #expect(report.files.first { $0.name == "brands.csv" }.map { [$0.new, $0.changed] } == [1, 2])
            #expect(try await place.exported() == files)
            // And back again.
            _ = try await place.importMasterData(from: Shop.folder)
            var expected = Shop.files
            expected["brands.csv"]? += "THIRD,3,false\n"
            #expect(try await place.exported() == expected, "what only another file had stands at the end")
        }
    }

    @Test func `only the bytes have changed: they come back as they are now`() async throws {
        try await withTemporaryStock { stock, _ in
            let place = Workplace(stock, principal: 7)
            for text in ["code\nEA\nKG\n", "code\n\"EA\"\nKG\n", "code\r\nKG\r\nEA\r\n", "code,base\nKG,\nEA,"] {
                let report = try await place.importMasterData(from: Shop.folder(["units.csv": text]))
                #expect(report.problems == [])
                #expect(try await place.exported() == ["units.csv": text])
            }
        }
    }

    @Test func `a row that was changed since is written anew in its place, a new one at the end`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 7)
            let text = "\"code\",number\r\n\"A\",1\r\n\"B\",\"2\"\r\n\"C\",3\r\n\r\n"
            _ = try await place.importMasterData(from: Shop.folder(["brands.csv": text]))
            try await place.perform { step throws(WorkflowFailure) in
                try await step.write(master: Brand(code: "B", number: 22, description: ""))
                try await step.write(master: Brand(code: "D", number: 4, description: ""))
            }
            #expect(
                try await place.exported()
                    == ["brands.csv": "\"code\",number\r\n\"A\",1\r\nB,22\r\n\"C\",3\r\nD,4\r\n\r\n"])
            // Changed back, it is as it was written.
            try await place.perform { step throws(WorkflowFailure) in
                try await step.write(master: Brand(code: "B", number: 2, description: ""))
            }
            #expect(
                try await place.exported()
                    == ["brands.csv": "\"code\",number\r\n\"A\",1\r\n\"B\",\"2\"\r\n\"C\",3\r\nD,4\r\n\r\n"])
        }
    }

    @Test func `what has no column gets one`() async throws {
        try await withTemporaryStock { stock, _ in
            let place = Workplace(stock, principal: 7)
            _ = try await place.importMasterData(from: Shop.folder(["brands.csv": "number,code\n1,A\n2,B\n"]))
            try await place.perform { step throws(WorkflowFailure) in
                try await step.write(master: Brand(code: "B", number: 2, description: "a, b", isPrivateLabel: true))
            }
            let expected = "number,code,description,private_label\n1,A,,false\n2,B,\"a, b\",true\n"
            #expect(try await place.exported() == ["brands.csv": expected])
            let report = try await place.tryImport(of: Shop.folder(["brands.csv": expected]))
            #expect(report.files.map { [$0.new, $0.changed, $0.unchanged] } == [[0, 0, 2]])
        }
    }

    @Test func `a changed last row without a line break stays without one, and a new one is not glued to it`()
        async throws
    {
        try await withTemporaryStock { stock, _ in
            let place = Workplace(stock, principal: 7)
            _ = try await place.importMasterData(from: Shop.folder(["brands.csv": "number,code\n1,A\n2,B"]))
            try await place.perform { step throws(WorkflowFailure) in
                try await step.write(master: Brand(code: "B", number: 3, description: ""))
            }
            #expect(try await place.exported() == ["brands.csv": "number,code\n1,A\n3,B"])
            try await place.perform { step throws(WorkflowFailure) in
                try await step.write(master: Brand(code: "C", number: 4, description: ""))
            }
            #expect(try await place.exported() == ["brands.csv": "number,code\n1,A\n3,B\n4,C\n"])
        }
    }

    @Test func `files of any form come back, and a new store that is filled with them says the same`() async throws {
        var random = RandomForms(seed: 20_261_126)
        for _ in 0..<6 {
            let files = Shop.files.mapValues { random.form(of: $0) }
            let (exported, rows) = try await withTemporaryStock { stock, _ in
                let place = Workplace(stock, principal: 7)
                let report = try await place.importMasterData(from: Shop.folder(files))
                #expect(report.problems == [])
                return (try await place.exportMasterData(), try await place.all(StockKeepingUnit.self))
            }
            for file in exported { #expect(file.bytes == Array((files[file.name] ?? "").utf8), "\(file.name)") }
            #expect(exported.count == files.count)
            try await withTemporaryStock { stock, _ in
                let place = Workplace(stock, principal: 7)
                let copy = ImportFolder(
                    files: Dictionary(exported.map { ($0.name, $0.bytes) }, uniquingKeysWith: { first, _ in first }))
                _ = try await place.importMasterData(from: copy)
                #expect(try await place.all(StockKeepingUnit.self) == rows)
            }
        }
    }
}

/// Writes a file in another form that says the same.
private struct RandomForms {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func chance(_ of: UInt64) -> Bool { next() % of == 0 }

    private mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }

    /// The columns in another order, quotes where none are needed, other line ends, blank lines, a mark.
    mutating func form(of text: String) -> String {
        let rows = text.split(separator: "\n").map { line -> [String] in
            // The shop has one field in quotes, with one comma.
            line.replacing("\"BUTTON, small\"", with: "BUTTON; small").split(
                separator: ",", omittingEmptySubsequences: false
            ).map { String($0).replacing("BUTTON; small", with: "BUTTON, small") }
        }
        guard let width = rows.first?.count else { return text }
        var order = Array(0..<width)
        for place in order.indices.dropFirst() { order.swapAt(place, Int(next() % UInt64(place + 1))) }
        let usesCarriageReturn = chance(2)
        var form = chance(3) ? "\u{FEFF}" : ""
        for (index, row) in rows.enumerated() {
            form += order.map { field(row[$0]) }.joined(separator: ",")
            if index == rows.count - 1, chance(3) { break }
            form += usesCarriageReturn != chance(10) ? "\r\n" : "\n"
            if width > 1, chance(8) { form += chance(2) ? "\n" : "\r\n" }
        }
        return form
    }

    private mutating func field(_ text: String) -> String {
        text.contains(",") || chance(4) ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}
