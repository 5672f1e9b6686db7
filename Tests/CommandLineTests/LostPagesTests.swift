import Foundation
import Testing

@Suite struct LostPagesTests {
    @Test func `pages that the disk does not give end the server, answer nobody, and are named at the next start`()
        throws
    {
        let folder = try TestFolder()
        let store = try folder.store()
        let server = try RunningServer(store: store)
        #expect(try server.ask("ledger --after 0").status == 0)
        // Its map of the file reaches beyond the end from here on, as over a sector that cannot be read.
        let file = try #require(FileHandle(forUpdatingAtPath: "\(store)/data.mdb"))
        try file.truncate(atOffset: 8_192)
        let run = try server.ask("ledger --after 0")
        #expect(run.status != 0 && run.output.isEmpty)
        #expect(server.endedBySignal() == SIGBUS)
        for _ in 1...2 {
            let next = try Program.run("serve", "--data", store, "--listen", "127.0.0.1:0")
            #expect(next.status == 3 && next.errors.contains("data.mdb"), "\(next)")
        }
    }
}
