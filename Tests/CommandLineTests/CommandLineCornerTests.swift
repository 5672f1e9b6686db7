import Foundation
import Testing

/// What a person can get wrong at the command line, and what a script reads then.
@Suite struct CommandLineCornerTests {
    /// A store with the places and SKUs of the clerk's page.
    private static func withStore(_ body: (String, TestFolder) throws -> Void) async throws {
        let folder = try TestFolder()
        let store = folder.file("store")
        try await ReceivingCommandTests.prepare(store)
        try body(store, folder)
    }

    private static func run(_ line: String, _ store: String, input: String? = nil) throws -> Program.Run {
        let words = line.split(separator: " ").map(String.init) + ["--data", store]
        return try Program.run(words, in: FileManager.default.temporaryDirectory.path, input: input)
    }

    private static func rule(_ run: Program.Run) throws -> String? {
        (try run.json["rule"] as? [String: Any])?["name"] as? String
    }

    private static func failure(_ run: Program.Run) throws -> String {
        let answer = try run.json
        #expect(answer["accepted"] as? Bool == false)
        return (answer["failure"] as? [String: Any])?["message"] as? String ?? ""
    }

    @Test func `goods are moved in a store without a server`() async throws {
        try await Self.withStore { store, _ in
            let moved = try Self.run("move 4711:5 --from 1 --to 10 --reason receive", store)
            #expect(moved.status == 0 && moved.output.contains("moved 1 line"))
            let levels = try Self.run("inspect level 4711 --at 10 --json", store)
            let level = try #require((try levels.json["levels"] as? [[String: Any]])?.first)
            #expect(level["on_hand"] as? Int == 5)
            let both = try Self.run("move 4711:5 --from 1 --to 10 --reason receive --connect 127.0.0.1:1", store)
            #expect(both.status == 2 && both.errors.contains("not both"))
        }
    }

    @Test func `a SKU or location that there is not is refused by name, and nothing is written`() async throws {
        try await Self.withStore { store, _ in
            #expect(
                try Self.rule(Self.run("putaway rule 99 --to 20 --capacity 5 --json", store)) == "putaway.unknown-sku")
            #expect(
                try Self.rule(Self.run("putaway rule 4711 --to 99 --capacity 5 --json", store))
                    == "putaway.unknown-location")
            #expect(try Self.run("putaway list", store).output.contains("no places are defined"))
            for (line, name) in [
                ("--from 12 --line 99:1@2", "supplier-return.unknown-sku"),
                ("--from 99 --line 4711:1@2", "supplier-return.unknown-location"),
                ("--from 1 --line 4711:1@2", "supplier-return.unknown-location"),
            ] {
                let run = try Self.run("supplier-return create --supplier ACME \(line) --json", store)
                #expect(try run.status == 1 && Self.rule(run) == name)
            }
            #expect(try Self.run("supplier-return list", store).output.contains("no such returns"))
            let first = try Self.run("supplier-return create --supplier ACME --from 12 --line 4711:1@2", store)
            #expect(first.output.contains("return 1 "), "no number was taken")
        }
    }

    @Test func `a number below zero is understood, and refused for what it is`() async throws {
        try await Self.withStore { store, _ in
            #expect(try Self.run("receipt open R --site 1 --supplier ACME", store).status == 0)
            for (line, name) in [
                ("receipt tolerance --units -5 --reason so", "receipt.tolerance"),
                ("receipt add R 4711:5 --line 1 --damaged -5 --cost 1", "receipt.quantity-not-positive"),
                ("receipt add R 4711:5 --line 1 --cost -1", "receipt.cost-negative"),
                ("putaway place 20 --capacity -1", "putaway.capacity-negative"),
                ("putaway rule 4711 --to 20 --capacity -1", "putaway.capacity-negative"),
                ("inspection goods 4711:-5 --at 10 --as A --pass --sampled 1", "inspection.quantity-not-positive"),
            ] {
                let told = try Self.run(line, store)
                #expect(told.status == 1 && told.errors.contains("(\(name))"), "\(line): \(told.errors)")
                #expect(try Self.rule(Self.run(line + " --json", store)) == name)
            }
            let accepted = try Self.run("inspection record A --accepted -1 --sampled 1 --reason so", store)
            #expect(accepted.status == 2 && accepted.errors.contains("more than zero"))
        }
    }

    @Test(arguments: ["--help", "tasks --json", "putaway goods --from 10", "inspect"])
    func `what cannot be written to standard output ends with 3`(_ line: String) async throws {
        try await Self.withStore { store, folder in
            var words = line.split(separator: " ").map(String.init)
            if line != "--help" { words += ["--data", store] }
            let errors = try folder.empty("errors")
            let process = try Program.start(words, output: "/dev/full", errors: errors)
            process.waitUntilExit()
            #expect(process.terminationStatus == 3)
            #expect(try String(contentsOfFile: errors, encoding: .utf8).contains("standard output cannot be written"))
        }
    }

    @Test func `whoever reads only the beginning has not made anything fail`() async throws {
        try await Self.withStore { store, folder in
            let pipe = Pipe()
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Program.path)
            process.arguments = ["putaway", "list", "--data", store]
            process.standardOutput = pipe
            process.standardError = FileHandle(forWritingAtPath: try folder.empty("errors"))
            try pipe.fileHandleForReading.close()
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }

    @Test func `a script reads why the stock cannot be reached`() async throws {
        let folder = try TestFolder()
        let none = try Program.run("tasks", "--json", "--data", folder.file("nothing"))
        #expect(try none.status == 3 && Self.failure(none).contains("there is no store"))
        let nobody = try Program.run("po", "list", "--json", "--connect", "127.0.0.1:1")
        #expect(try nobody.status == 3 && Self.failure(nobody).contains("stockroom serve"))
        let ping = try Program.run("ping", "--json", "--connect", "127.0.0.1:1", "--wait", "0")
        #expect(try ping.status == 3 && Self.failure(ping).contains("stockroom serve"))
        let folders = try Program.run("import", folder.file("nothing"), "--json", "--data", folder.file("store"))
        #expect(try folders.status == 4 && Self.failure(folders).contains("there is no file"))
    }

    @Test(arguments: [
        ("4006381333931\n4006381333931 0\n", "line 2", "receipt.quantity-not-positive"),
        ("4006381333931\n\n4006381333948 2\n", "line 3", "receipt.unknown-barcode"),
        ("4006381333931 2\n4006381333931 -3\n", "line 2", "receipt.quantity-not-positive"),
    ])
    func `a scan that cannot be names its line, and nothing is booked`(_ scans: String, _ place: String, _ name: String)
        async throws
    {
        try await Self.withStore { store, folder in
            #expect(try Self.run("receipt open R --site 1 --supplier ACME", store).status == 0)
            try scans.write(toFile: folder.file("scans"), atomically: true, encoding: .utf8)
            let run = try Self.run("receipt scan R", store, input: folder.file("scans"))
            #expect(run.status == 1 && run.errors.contains("\(place): ") && run.errors.contains("(\(name))"))
            #expect(run.errors.contains("nothing was booked"))
            let file = try Self.run("receipt show R --json", store)
            #expect((try file.json["lines"] as? [Any])?.isEmpty == true)
        }
    }

    @Test func `a quantity that looks like a slip of the hand has to be confirmed`() async throws {
        try await Self.withStore { store, _ in
            #expect(try Self.run("receipt open R --site 1 --supplier ACME", store).status == 0)
            let line = "receipt add R 4711:1000001 --line 1 --cost 1"
            let refused = try Self.run(line, store)
            #expect(refused.status == 1 && refused.errors.contains("receipt.implausible"))
            #expect(refused.errors.contains("--confirm-quantity"))
            #expect(try Self.run(line + " --confirm-quantity", store).status == 0)
            #expect(try Self.run(line, store).status == 0, "the same line again changes nothing")
        }
    }

    @Test func `a folder in the place of a file, and a file in that of a folder, are named`() async throws {
        try await Self.withStore { store, folder in
            let manager = FileManager.default
            try manager.createDirectory(atPath: folder.file("masters/skus.csv"), withIntermediateDirectories: true)
            let inside = try Self.run("import \(folder.file("masters"))", store)
            #expect(inside.status == 4 && inside.errors.contains("skus.csv cannot be read: it is a folder"))
            let file = try Self.run("import \(try folder.empty("units.csv"))", store)
            #expect(file.status == 4 && file.errors.contains("it is a file; name the folder"))
            #expect(try Self.run("receipt open R --site 1 --supplier ACME", store).status == 0)
            let attached = try Self.run("receipt attach R \(folder.path)", store)
            #expect(attached.status == 4 && attached.errors.contains("is a folder: name the file in it"))
        }
    }

    @Test func `what an import shows of a row does nothing to a terminal, and a long row says what to shorten`()
        async throws
    {
        try await Self.withStore { store, folder in
            try FileManager.default.createDirectory(
                atPath: folder.file("masters"), withIntermediateDirectories: true)
            let (long, longer) = (String(repeating: "x", count: 40_000), String(repeating: "x", count: 70_000))
            try "code,number,description,parent\n\u{1B}[2J\0,x\0y,,\nA,1,\(long),\nB,2,\(longer),\n"
                .write(toFile: folder.file("masters/categories.csv"), atomically: true, encoding: .utf8)
            let run = try Self.run("import \(folder.file("masters")) --dry-run", store)
            #expect(run.status == 1)
            #expect(!run.output.contains("\0") && !run.output.contains("\u{1B}") && run.output.contains("x\\x00y"))
            #expect(run.output.contains("row.too-long") && run.output.contains("shorten its texts and lists"))
            #expect(run.output.contains("row.malformed") && run.output.contains("shorten it, or close"))
        }
    }
}
