import Foundation
import RetailDocuments
import RetailMasterData
import StockAPI
import StockEngine
import StockModel
import Testing

/// The commands of docs/receiving-clerk.md, run as printed, in the order in which they are printed.
@Suite struct ReceivingCommandTests {
    /// The commands in the blocks of the page that are marked `sh`.
    private static func commands() throws -> [String] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/receiving-clerk.md"), encoding: .utf8)
        return page.components(separatedBy: "```sh\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        .flatMap { $0.replacing("\\\n", with: " ").components(separatedBy: "\n") }
        .filter { !$0.isEmpty }
    }

    /// A command line as a shell takes it apart: blanks, quotes, and a file for standard input.
    private static func words(_ line: String) -> [String] {
        var (words, word, isQuoted) = ([String](), "", false)
        for character in line {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == " ", !isQuoted {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    /// What the master data has brought, and an order of the supplier: 48 shirts and 20 creams.
    static func prepare(_ path: String) async throws {
        let stock = try await Stockroom.open(at: path)
        let session = StockSession(stock, principal: 1)
        let defined = try await session.define([
            .site(SiteDefinition(1, code: "STORE")),
            .location(LocationDefinition(1, kind: .supplier, code: "SUPPLIER")),
            .location(LocationDefinition(10, kind: .receiving, site: 1, code: "RECEIVING")),
            .location(LocationDefinition(11, kind: .quarantine, site: 1, code: "QUARANTINE")),
            .location(LocationDefinition(12, kind: .damaged, site: 1, code: "DAMAGED")),
            .location(LocationDefinition(20, kind: .stock, site: 1, code: "SHELF")),
            .location(LocationDefinition(21, kind: .stock, site: 1, code: "BACK-ROOM")),
            .sku(SKUDefinition(4711, code: "SHIRT")), .sku(SKUDefinition(4712, code: "CREAM")),
            .sku(SKUDefinition(4713, code: "SCARF")),
        ])
        guard case .accepted = defined else { throw Unexpected(what: "\(defined)") }
        try await Workplace(stock, principal: 1).perform { step throws(WorkflowFailure) in
            step.write(MasterRecord(Supplier(code: "ACME", description: "Acme", currency: "EUR")))
            step.write(MasterRecord(Brand(code: "OWN", number: 1, description: "", isPrivateLabel: true)))
            step.write(MasterRecord(Product(code: "CREAM", description: "", brand: "OWN")))
            step.write(
                MasterRecord(StockKeepingUnit(number: 4712, code: "CREAM", product: "CREAM", baseUnit: "PCE")))
            step.write(MasterRecord(StockKeepingUnit(number: 4711, code: "SHIRT", baseUnit: "PCE")))
            step.write(MasterRecord(StockKeepingUnit(number: 4713, code: "SCARF", baseUnit: "PCE")))
            step.write(MasterRecord(Barcode(gtin: "4006381333931", sku: 4711)))
            step.write(MasterRecord(Barcode(gtin: "14006381333938", sku: 4711, packQuantity: 12)))
        }
        try await stock.close()
    }

    /// The order that is delivered on.
    private static func order(at server: RunningServer) throws {
        for line in [
            "po create --supplier ACME --site 1 --line 4711:48@2.50 --line 4712:20@4", "po submit 1", "po send 1",
        ] {
            let run = try server.ask(line)
            guard run.status == 0 else { throw Unexpected(what: run.errors) }
        }
    }

    struct Unexpected: Error { var what: String }

    @Test func `the clerk's page is run as printed, and leaves what it says`() async throws {
        let folder = try TestFolder()
        let store = folder.file("store")
        try await Self.prepare(store)
        let server = try RunningServer(store: store)
        try Self.order(at: server)
        let commands = try Self.commands()
        #expect(commands.count >= 20)
        for line in commands {
            if line.hasPrefix("printf") {
                // The page makes the file that it scans, or attaches.
                let shell = Process()
                shell.executableURL = URL(fileURLWithPath: "/bin/sh")
                shell.arguments = ["-c", line]
                shell.currentDirectoryURL = URL(fileURLWithPath: folder.path)
                try shell.run()
                shell.waitUntilExit()
                #expect(shell.terminationStatus == 0)
                continue
            }
            let parts = line.components(separatedBy: " < ")
            var words = Self.words(parts[0])
            #expect(words.removeFirst() == "stockroom", "\(line)")
            let input = parts.count == 2 ? folder.file(parts[1]) : nil
            let run = try Program.run(words + ["--connect", server.address], in: folder.path, input: input)
            #expect(run.status == 0, "\(line): \(run.errors)")
        }
        #expect(server.stop() == 0)
        let level = try Program.run("inspect", "level", "4711", "--at", "20", "--data", store, "--json")
        let levels = try #require(try level.json["levels"] as? [[String: Any]])
        #expect(levels.map { $0["on_hand"] as? Int } == [40], "as many as the rule for the place says")
        let verified = try Program.run("verify", "--data", store)
        #expect(verified.status == 0)
    }

    @Test func `a refusal names the rule and what would be needed, to a person and to a script`() async throws {
        let folder = try TestFolder()
        let store = folder.file("store")
        try await Self.prepare(store)
        let told = try Program.run("receipt", "add", "NONE", "--line", "1", "4711:1", "--data", store)
        #expect(told.status == 1 && told.output.isEmpty && told.errors.contains("receipt.not-found"))
        #expect(told.errors.contains("stockroom receipt list"))
        let script = try Program.run("putaway", "goods", "--from", "20", "--json", "--data", store)
        let rule = try #require(try script.json["rule"] as? [String: Any])
        #expect(script.status == 1 && rule["name"] as? String == "putaway.not-receiving")
    }

    @Test(arguments: [
        "receipt open", "receipt add A 4711 --line 1", "receipt add A 4711:1", "receipt tolerance --reason so",
        "receipt tolerance --units 1 --basis-points 1 --reason so", "inspection record A --sampled 1",
        "inspection record A --pass --fail --sampled 1", "inspection record A --pass --sampled 1 --yes a --no a",
        "inspection goods 1:1 --at 1 --as A --pass --sampled 1 --receipt R", "inspection discard A --to heap",
        "inspection plan own --basis-points 1", "inspection plan own --private-label",
        "inspection plan own --private-label --rows 1", "putaway goods x --from 1", "putaway goods 1",
        "putaway rule 1 --to 2",
    ]) func `a command line that makes no sense ends with 2`(_ line: String) throws {
        let run = try Program.run(line.split(separator: " ").map(String.init))
        #expect(run.status == 2 && run.errors.contains("Usage: stockroom"))
    }
}

extension Program {
    /// Runs the program in a folder, with a file for its standard input.
    static func run(_ arguments: [String], in folder: String, input: String?) throws -> Run {
        let files = try TestFolder()
        let (output, errors) = (try files.empty("output"), try files.empty("errors"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = input.flatMap { FileHandle(forReadingAtPath: $0) } ?? FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        process.waitUntilExit()
        return Run(
            status: process.terminationStatus, output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: errors, encoding: .utf8))
    }
}
