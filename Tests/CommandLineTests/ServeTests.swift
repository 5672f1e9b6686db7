import Foundation
import Testing

@Suite struct ServeTests {
    @Test func `a server tells where it listens, ends with 0 on SIGTERM, and what it was told is in the store`() throws
    {
        let server = try RunningServer()
        #expect(try Program.run("define", "sku", "7", "--code", "S", "--connect", server.address).status == 0)
        #expect(server.stop() == 0)
        let run = try Program.run("inspect", "level", "7", "--data", server.store)
        #expect(run.status == 0 && run.output.contains("code S"))
        #expect(try Program.run("verify", "--data", server.store).status == 0)
    }

    @Test(arguments: ["0.0.0.0", "0.0.0.0:0", "[::]:0"])
    func `an address that others reach is refused, with the reason`(_ address: String) throws {
        let folder = try TestFolder()
        let run = try Program.run("serve", "--data", folder.file("store"), "--listen", address)
        #expect(run.status == 3 && run.errors.contains("credentials") && run.errors.contains("127.0.0.1"))
    }

    @Test func `a port that is taken is named, with what to do`() throws {
        let server = try RunningServer()
        let folder = try TestFolder()
        let run = try Program.run("serve", "--data", folder.file("store"), "--listen", server.address)
        #expect(run.status == 3 && run.errors.contains(server.address) && run.errors.contains("--listen"))
    }

    @Test func `a store that another process has open is not served`() throws {
        let server = try RunningServer()
        let run = try Program.run("serve", "--data", server.store, "--listen", "127.0.0.1:0")
        #expect(run.status == 3 && run.errors.contains("open already"))
    }

    @Test func `settings come from the command line, else the environment, else the file`() throws {
        let folder = try TestFolder()
        let file = folder.file("server.json")
        try #"{"listen": "0.0.0.0:0", "engine": "nowhere"}"#.write(toFile: file, atomically: true, encoding: .utf8)
        // The file's engine is not one.
        let badFile = try Program.run("serve", "--data", folder.file("a"), "--config", file)
        #expect(badFile.status == 2 && badFile.errors.contains("nowhere"))
        // The environment's address goes before the file's, and is not an address.
        let badEnvironment = try Program.run(
            ["serve", "--data", folder.file("a"), "--config", file, "--engine", "loop"],
            environment: ["STOCKROOM_LISTEN": "here:there"])
        #expect(badEnvironment.status == 2 && badEnvironment.errors.contains("here:there"))
        // The command line goes before both.
        let server = try RunningServer(
            ["--config", file, "--engine", "thread"], environment: ["STOCKROOM_IN_FLIGHT": "77"])
        #expect(try Program.run("ping", "--connect", server.address).status == 0)
        #expect(server.stop() == 0)
    }

    @Test func `how long the store remembers stays as it was said until something else is said`() throws {
        let folder = try TestFolder()
        let store = folder.file("store")
        func serve(_ options: [String]) throws -> Int32 {
            let server = try RunningServer(options, store: store)
            return server.stop()
        }
        func window() throws -> Int {
            let run = try Program.run("inspect", "store", "--data", store, "--json")
            return (try run.json["retention"] as? [String: Any])?["requests_ms"] as? Int ?? -1
        }
        #expect(try serve(["--request-window", "12h"]) == 0)
        #expect(try window() == 43_200_000)
        #expect(try serve([]) == 0)
        #expect(try window() == 43_200_000)
        #expect(try serve(["--keep-events", "60d"]) == 0)
        #expect(try window() == 7 * 86_400_000)
        // Times that do not fit together are refused before anything is changed.
        let bad = try Program.run(
            "serve", "--data", store, "--listen", "127.0.0.1:0", "--request-window", "1d", "--keep-closed", "1h")
        #expect(bad.status == 3 && bad.errors.contains("reservations are kept at least"))
        #expect(try Program.run("serve", "--data", store, "--keep-closed", "soon").status == 2)
        #expect(try window() == 7 * 86_400_000)
    }

    @Test func `scrubs are as often as it was said, or never`() throws {
        let folder = try TestFolder()
        let store = folder.file("store")
        let made = try RunningServer(store: store)
        #expect(try made.ask("define sku 7 --code ROTTEN").status == 0)
        #expect(made.stop() == 0)
        // A row that nobody reads rots, and the last program that had the store open was killed.
        let file = URL(filePath: store + "/data.mdb")
        var data = try Data(contentsOf: file)
        let code = Data("ROTTEN".utf8)
        var from = data.startIndex
        while let found = data.range(of: code, in: from..<data.endIndex) {
            data[found.lowerBound] ^= 1
            from = found.upperBound
        }
        #expect(from != data.startIndex)
        try data.write(to: file)
        func killed() throws { try Data("1".utf8).write(to: URL(filePath: store + "/open")) }
        let found = store + "/damaged"

        try killed()
        let never = try RunningServer(["--scrub-hours", "0"], store: store)
        #expect(try never.ask("ping").status == 0)
        #expect(never.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: found))
        try killed()
        let often = try RunningServer(environment: ["STOCKROOM_SCRUB_HOURS": "1"], store: store)
        for _ in 0..<600 where !FileManager.default.fileExists(atPath: found) { Thread.sleep(forTimeInterval: 0.05) }
        #expect(FileManager.default.fileExists(atPath: found))
        _ = often.stop()
        for wrong in ["-1", "8761", "daily"] {
            #expect(try Program.run("serve", "--data", store, "--scrub-hours=\(wrong)").status == 2)
        }
    }

    @Test func `a setting that there is none of is named`() throws {
        let folder = try TestFolder()
        let file = folder.file("server.json")
        try #"{"lisen": "127.0.0.1:0"}"#.write(toFile: file, atomically: true, encoding: .utf8)
        let run = try Program.run("serve", "--data", folder.file("a"), "--config", file)
        #expect(run.status == 4 && run.errors.contains("\"lisen\"") && run.errors.contains("listen"))
    }

    @Test func `without a folder, or with numbers that make no sense, the command line is wrong`() throws {
        #expect(try Program.run("serve").status == 2)
        for option in [
            "--connections", "--in-flight", "--idle-seconds", "--checkpoint-mebibytes", "--checkpoint-seconds",
        ] {
            #expect(try Program.run("serve", "--data", "/nowhere/x", "\(option)=0").status == 2)
            #expect(try Program.run("serve", "--data", "/nowhere/x", "\(option)=-9223372036854775808").status == 2)
        }
    }
}
