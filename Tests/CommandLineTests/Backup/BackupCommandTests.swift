import Foundation
import Testing

/// `backup`, `restore`, `verify` and `drill`, of a server that has load on it.
@Suite struct BackupCommandTests {
    private static func withShop(
        _ arguments: [String] = [], _ body: (RunningServer, TestFolder) throws -> Void
    ) throws {
        let folder = try TestFolder()
        try FileManager.default.createDirectory(atPath: folder.file("archive"), withIntermediateDirectories: false)
        let server = try RunningServer(["--archive", folder.file("archive"), "--archive-seconds", "1"] + arguments)
        for line in [
            "define site 1", "define location 10 --kind stock --site 1", "define location 1 --kind supplier",
            "define location 2 --kind customer", "define sku 4711 --code SHIRT",
            "define channel 1 --code WEB --sites 1", "move 4711:50 --from 1 --to 10 --reason receive",
        ] {
            try #require(try server.ask(line).status == 0, "\(line)")
        }
        try body(server, folder)
    }

    private static func sequence(_ server: RunningServer) throws -> Int {
        try #require(try server.ask("stats --json").json["sequence"] as? Int)
    }

    /// Waits until the archive has a sequence; gives up after many attempts.
    private static func archive(_ server: RunningServer, reaches sequence: Int) throws -> Bool {
        for _ in 0..<300 {
            let archive = try server.ask("stats --json").json["archive"] as? [String: Any]
            if let archived = archive?["sequence"] as? Int, archived >= sequence { return true }
            Thread.sleep(forTimeInterval: 0.1)
        }
        return false
    }

    @Test
    func `a backup under load verifies, is restored with the archive to any sequence, and the drill finds it good`()
        throws
    {
        try Self.withShop { server, folder in
            let (backups, archive) = (folder.file("backups"), folder.file("archive"))
            let load = try Program.start(
                ["load", "--connect", server.address, "--seconds", "3", "--json"],
                output: try folder.empty("load"), errors: try folder.empty("load-errors"))
            let before = try Self.sequence(server)
            let backup = try server.ask("backup --to \(backups) --json --verify")
            try #require(backup.status == 0, "\(backup.errors)")
            let store = try #require(try backup.json["store"] as? [String: Any])
            let backedUp = try #require(store["sequence"] as? Int)
            #expect(backedUp >= before)
            #expect((try backup.json["verified"] as? [String: Any])?["differences"] as? Int == 0)
            load.waitUntilExit()
            #expect(load.terminationStatus <= 1)
            let last = try Self.sequence(server)
            #expect(try Self.archive(server, reaches: last))

            let verified = try Program.run("verify", "--backup", backups, "--archive", archive, "--json")
            #expect(verified.status == 0)
            #expect(try verified.json["archived_through"] as? Int ?? 0 >= last)
            let drill = try Program.run("drill", "--from", backups, "--archive", archive, "--json")
            #expect(drill.status == 0, "\(drill.errors)")
            let point = try #require(try drill.json["recovery_point"] as? [String: Any])
            #expect(point["sequence"] as? Int ?? 0 >= last)
            #expect(try Program.run("drill", "--from", backups, "--archive", archive).output.contains("recovery time"))

            let incarnation = try #require(try server.ask("stats --json").json["incarnation"] as? UInt64)
            let middle = (backedUp + last) / 2
            let restored = try Program.run(
                "restore", "--from", backups, "--archive", archive, "--to", folder.file("middle"), "--to-sequence",
                "\(middle)", "--json")
            try #require(restored.status == 0, "\(restored.errors)")
            let found = try #require(try restored.json["store"] as? [String: Any])
            #expect(found["sequence"] as? Int == middle)
            #expect(server.stop() == 0)

            // Who goes on from the old incarnation is told, and begins anew.
            let second = try RunningServer(store: folder.file("middle"))
            let told = try second.ask("watch --after \(middle) --incarnation \(incarnation) --limit 1")
            #expect(told.status == 1 && told.errors.contains("restored") && told.output.isEmpty)
            #expect(second.stop() == 0)
            #expect(try Program.run("verify", "--data", folder.file("middle")).status == 0)
        }
    }

    @Test func `what is interrupted or damaged is refused with its name and with 1`() throws {
        try Self.withShop { server, folder in
            let backups = folder.file("backups")
            let run = try server.ask("backup --to \(backups) --json")
            let path = try #require(try run.json["backup"] as? String)
            #expect(run.status == 0 && path.hasPrefix(backups + "/backup-"))
            #expect(server.stop() == 0)

            // The server is gone: nothing is begun.
            let gone = try server.ask("backup --to \(backups) --wait 0")
            #expect(gone.status == 3 && gone.errors.contains("stockroom serve"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: backups).count == 1)

            let interrupted = folder.file("interrupted")
            try FileManager.default.copyItem(atPath: path, toPath: interrupted)
            try FileManager.default.removeItem(atPath: interrupted + "/manifest")
            for arguments in [
                ["verify", "--backup", interrupted], ["restore", "--from", interrupted, "--to", folder.file("x")],
                ["drill", "--from", interrupted],
            ] {
                let refused = try Program.run(arguments)
                #expect(refused.status == 1 && refused.errors.contains("interrupted"), "\(arguments[0])")
            }
            let damaged = folder.file("damaged")
            try FileManager.default.copyItem(atPath: path, toPath: damaged)
            let data = try FileHandle(forUpdating: URL(filePath: damaged + "/data.mdb"))
            try data.seek(toOffset: 20_000)
            try data.write(contentsOf: Data([1, 2, 3]))
            try data.close()
            for arguments in [
                ["verify", "--backup", damaged], ["restore", "--from", damaged, "--to", folder.file("x")],
                ["drill", "--from", damaged],
            ] {
                let refused = try Program.run(arguments)
                #expect(refused.status == 1 && refused.errors.contains("data.mdb is damaged"), "\(arguments[0])")
            }
            #expect(!FileManager.default.fileExists(atPath: folder.file("x")))
            let over = try Program.run("restore", "--from", path, "--to", server.store)
            #expect(over.status == 1 && over.errors.contains("there already"))
            let late = try Program.run("restore", "--from", path, "--to", folder.file("x"), "--to-sequence", "9999")
            #expect(late.status == 1 && late.errors.contains("ends at sequence"))
            #expect(try Program.run("restore", "--from", path).status == 2)
            #expect(try Program.run("restore", "--from", path, "--to", "y", "--to-time", "noon").status == 2)
        }
    }

    @Test func `mdb_copy of a served store verifies as it lies, and becomes a store when it is adopted`() throws {
        try Self.withShop { server, folder in
            let copy = folder.file("copy")
            try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: false)
            // A backup brings LMDB's file up to date, as a minute would.
            #expect(try server.ask("backup --to \(folder.file("backups"))").status == 0)
            let tool = Process()
            tool.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            tool.arguments = ["mdb_copy", server.store, copy]
            try tool.run()
            tool.waitUntilExit()
            #expect(tool.terminationStatus == 0)
            let verified = try Program.run("verify", "--data", copy)
            #expect(verified.status == 0 && verified.output.contains("0 differences"))
            // All can be asked of it as it lies, and nothing is written beside it.
            let copied = try Program.run("inspect", "level", "4711", "--data", copy)
            #expect(copied.status == 0 && copied.output.contains("50"), "\(copied.errors)")
            let store = try Program.run("inspect", "--data", copy, "--json")
            #expect(try store.json["sequence"] as? Int ?? 0 > 0)
            #expect(try Program.run("explain", "4711", "--channel", "WEB", "--data", copy).status == 0)
            #expect(try Program.run("export", "--ledger", "--data", copy).output.contains("4711"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: copy) == ["data.mdb"])
            let adopted = try Program.run("restore", "--adopt", copy)
            #expect(adopted.status == 0 && adopted.output.contains("new incarnation"), "\(adopted.errors)")
            #expect(try Program.run("restore", "--adopt", copy).status == 1)
            let level = try Program.run("inspect", "level", "4711", "--data", copy)
            #expect(level.status == 0 && level.output.contains("50"))
            #expect(server.stop() == 0)
        }
    }

    @Test func `a store whose journal lies elsewhere is no copy, and verifies with its journal named`() throws {
        let folder = try TestFolder()
        let server = try RunningServer(["--journal", folder.file("elsewhere")])
        for line in ["define site 1", "define sku 4711 --code SHIRT"] {
            try #require(try server.ask(line).status == 0, "\(line)")
        }
        let last = try Self.sequence(server)
        #expect(server.stop() == 0)
        // What the journal holds would be missing from what is reported.
        let without = try Program.run("verify", "--data", server.store)
        #expect(without.status == 3 && without.errors.contains("no journal"), "\(without.output)")
        let verified = try Program.run(
            "verify", "--data", server.store, "--journal", folder.file("elsewhere"), "--json")
        #expect(verified.status == 0, "\(verified.errors)")
        #expect(try verified.json["sequence"] as? Int == last)
    }

    @Test func `an archive that fails is seen in stats, by its exit code too, and in the log`() throws {
        try Self.withShop { server, folder in
            // Its folder is gone, as a disk that is not mounted any more.
            try FileManager.default.removeItem(atPath: folder.file("archive"))
            #expect(try server.ask("move 4711:5 --from 1 --to 10 --reason receive").status == 0)
            var alarmed: Program.Run?
            for _ in 0..<300 {
                let run = try server.ask("stats")
                if run.status == 1 {
                    alarmed = run
                    break
                }
                Thread.sleep(forTimeInterval: 0.1)
            }
            let run = try #require(alarmed)
            #expect(run.output.contains("archive failing") && run.errors.contains("the journal's archive fails"))
            #expect(server.log.contains("archive fails"))
            try FileManager.default.createDirectory(
                atPath: folder.file("archive"), withIntermediateDirectories: false)
            #expect(try Self.archive(server, reaches: 8))
            #expect(try server.ask("stats").status == 0)
            #expect(server.log.contains("works again"))
            #expect(server.stop() == 0)
        }
    }
}
