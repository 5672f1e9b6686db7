import Foundation
import Testing

struct ExitStatusTests {
    @Test(arguments: [
        ["nothing"], ["verify"], ["export", "--data", "x"], ["replay", "--format", "other", "x"],
        ["replay", "x"], ["inspect", "level", "one", "--data", "x"], ["demo", "--buyers", "0"],
        ["inspect", "movements", "--sku", "1", "--data", "x"], ["export", "--ledger", "--json", "--data", "x"],
        ["inspect", "reservation", "12", "--data", "x"],
    ])
    func `a wrong command line ends with 2 and says how it is meant`(arguments: [String]) throws {
        let run = try Program.run(arguments)
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.errors.contains("Error: ") && run.errors.contains("Usage: stockroom"))
    }

    @Test func `a folder without a store ends with 3, and nothing is made there`() throws {
        let folder = try TestFolder()
        for command in [["verify"], ["inspect"], ["checkpoint"], ["export", "--ledger"]] {
            let run = try Program.run(command + ["--data", folder.path])
            #expect(run.status == 3)
            #expect(run.errors.contains("there is no store in \(folder.path). Make one with"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test func `a store that is open elsewhere ends with 3`() throws {
        let folder = try TestFolder()
        let store = try folder.store()
        let rows = (1_001...4_000).map { "\($0),5,\($0 % 50 + 1),2" }
        let lines = try folder.tillLines(rows, named: "many.csv")
        let errors = try folder.empty("errors")
        let other = try Program.start(
            ["replay", "--format", "complete-journey", lines, "--data", store], output: try folder.empty("output"),
            errors: errors)
        while try !String(contentsOfFile: errors, encoding: .utf8).contains("looking at what is there"), other.isRunning
        {
            usleep(1_000)
        }
        let run = try Program.run("verify", "--data", store)
        if other.isRunning { #expect(run.status == 3 && run.errors.contains("open already")) }
        other.waitUntilExit()
        #expect(other.terminationStatus == 0)
    }

    @Test func `a file that is not there, or of another format, ends with 4`() throws {
        let folder = try TestFolder()
        let lines = try folder.tillLines(["1,5,1,4"])
        let absent = try Program.run("replay", "--format", "online-retail", folder.file("absent.csv"))
        #expect(absent.status == 4 && absent.errors.contains("there is no file at"))
        let other = try Program.run("replay", "--format", "online-retail", lines)
        #expect(other.status == 4 && other.errors.contains("the file is of another format"))
    }

    @Test func `what is not in the store ends with 1 and says where to look`() throws {
        let store = try TestFolder()
        let path = try store.store()
        let document = try Program.run("inspect", "document", "basket/99", "--data", path)
        #expect(document.status == 1 && document.errors.contains("stockroom inspect documents --prefix"))
        #expect(try Program.run("inspect", "level", "99", "--data", path).status == 1)
        let id = String(repeating: "0", count: 31) + "1"
        #expect(try Program.run("inspect", "reservation", id, "--data", path).status == 1)
    }
}
