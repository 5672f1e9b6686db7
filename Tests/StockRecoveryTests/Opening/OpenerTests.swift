import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Testing

@Suite("One opener")
struct OpenerTests {
    @Test func `a store that is open is refused, in this process and in another`() async throws {
        try await withTemporaryFolder { folder in
            let stock = try await Depot.open(folder)
            let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(folder) }
            #expect(refused?.isCannotOpen == true)
            await #expect(processExitsWith: .exitCode(7)) { [folder = folder as String] in
                let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(folder) }
                exit(refused?.isCannotOpen == true ? 7 : 1)
            }
            // Neither attempt did it any harm.
            try await stock.accept(1, .define(Depot.masterData))
            try await stock.close()
        }
    }

    @Test func `a lock that was let go of is free, although a child that was being started has it open too`() throws {
        guard let fork = unsafe dlsym(nil, "fork") else { return }
        let path = FileManager.default.temporaryDirectory.path + "/stockroom-lock-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var lock: (any FileLock)? = try SystemFiles().lock(path)
        let child = unsafe unsafeBitCast(fork, to: (@convention(c) () -> Int32).self)()
        if child == 0 {
            sleep(60)
            _exit(0)
        }
        // A fork that failed has no child: killing -1 would kill everything.
        try #require(child > 0)
        defer {
            kill(child, SIGKILL)
            _ = waitpid(child, nil, 0)
        }
        #expect(lock != nil)
        lock = nil
        let again = try? SystemFiles().lock(path)
        #expect(again != nil)
    }

    @Test func `a closed store opens at once, every time`() async throws {
        try await withTemporaryFolder { folder in
            for number in UInt64(0)..<40 {
                let stock = try await Depot.open(folder)
                try await stock.accept(number, number == 0 ? .define(Depot.masterData) : Depot.receive(1))
                try await stock.close()
            }
        }
    }

    @Test func `a store that is closed while it is verified opens at once`() async throws {
        try await withTemporaryFolder { folder in
            var stock = try await Depot.open(folder)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            _ = try await stock.submit((UInt64(0)..<3_000).map { Load.command($0) })
            for _ in 1...5 {
                let open = stock
                async let verified = failure { () throws(StockFailure) in _ = try await open.verify() }
                try await open.close()
                let failed = await verified
                #expect(failed == nil || failed == .closed)
                stock = try await Depot.open(folder)
            }
            #expect(try await stock.verify().differences == [])
            try await stock.close()
        }
    }

    @Test func `a store that is only let go of gives its folder free, and loses nothing`() async throws {
        try await withTemporaryFolder { folder in
            do {
                let stock = try await Depot.open(folder)
                try await stock.accept(1, .define(Depot.masterData))
                try await stock.accept(2, Depot.receive(3))
            }
            var again: Stockroom?
            let isFree = try await eventually {
                again = try? await Depot.open(folder)
                return again != nil
            }
            #expect(isFree)
            #expect(try await again?.onHand() == 3)
            try await again?.close()
        }
    }

    @Test func `everyone who asks while a store is closed is answered`() async throws {
        try await withTemporaryFolder { folder in
            for round in UInt64(0)..<8 {
                let stock = try await Depot.open(folder)
                try await stock.accept(round << 32, .define(Depot.masterData))
                await withTaskGroup(of: Void.self) { group in
                    for task in UInt64(0)..<4 {
                        group.addTask {
                            for number in UInt64(1)..<10_000 {
                                let command = Load.command(round << 32 | task << 20 | number)
                                if await failure({ () throws(StockFailure) in _ = try await stock.submit(command) })
                                    != nil
                                {
                                    return
                                }
                            }
                        }
                        group.addTask {
                            while await failure({ () throws(StockFailure) in _ = try await stock.levels(of: 1) }) == nil
                            {}
                        }
                        group.addTask {
                            while await failure({ () throws(StockFailure) in try await stock.checkpoint() }) == nil {}
                        }
                        group.addTask {
                            _ = await failure { () throws(StockFailure) in try await stock.close() }
                            let late = await failure { () throws(StockFailure) in _ = try await stock.statistics() }
                            #expect(late == .closed, "\(String(describing: late))")
                        }
                    }
                    group.addTask {
                        while await failure({ () throws(StockFailure) in _ = try await stock.verify() }) == nil {}
                    }
                    await group.waitForAll()
                }
            }
        }
    }
}
