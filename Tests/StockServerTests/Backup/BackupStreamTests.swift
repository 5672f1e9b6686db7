import StockAPI
import StockBytes
import StockClient
import StockEngine
import StockModel
import StockProtocol
import StockTesting
import Testing

@testable import StockServer

@Suite("A backup over the wire", .timeLimit(.minutes(2)))
struct BackupStreamTests {
    private static func backup(_ id: UInt64, credit: UInt32) -> [UInt8] {
        Wire.frame(.backup, id) { $0.append(credit) }
    }

    /// Documents, so that the file takes several chunks.
    private static func fill(_ served: Served) async throws {
        let answers = try await served.client.submit((1...60).map { Kiosk.document($0, bytes: 60_000) })
        #expect(answers.count { !$0.isAccepted } == 0)
    }

    /// Of a chunk: where it stands, and its bytes.
    private static func chunk(_ frame: ServerFrame?) -> (offset: UInt64, bytes: [UInt8])? {
        frame?.read(.chunk) { reader in
            _ = try reader.skip(8)
            return (try reader.read(UInt64.self), try reader.readBytes(reader.remaining))
        }
    }

    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `what a client downloads under load is the store's file, and becomes a backup that verifies`(
        _ place: EnginePlace
    ) async throws {
        try await withServed(place) { served in
            try await Self.fill(served)
            let before = try await served.client.statistics().sequence
            async let load: Void = {
                for number in UInt64(0)..<2_000 { _ = try await served.client.submit(Kiosk.reserve(number)) }
            }()
            try await withTemporaryFolder { folder in
                var writer = try BackupWriter(in: folder, program: "tests")
                for try await piece in served.client.download() { try writer.append(piece) }
                let path = writer.path
                let manifest = try writer.finish()
                #expect(manifest.store.sequence >= before)
                #expect(try BackupFolder.find(path).verify().report.isSound)
            }
            try await load
            let isOver = try await served.server.look { $0.backup == nil }
            #expect(isOver)
        }
    }

    @Test func `no more is sent than there is credit for, in order, and the end says what the file has to be`()
        async throws
    {
        try await withServed { served in
            try await Self.fill(served)
            let connection = try await served.connection()
            try await connection.send(Self.backup(9, credit: 2))
            var sum = RunningChecksum()
            for _ in 0..<2 {
                let (offset, bytes) = try #require(Self.chunk(await connection.next()))
                #expect(offset == sum.byteCount && bytes.count == RunningBackup.chunkBytes)
                sum.add(bytes)
            }
            // Nothing comes before the answer to this ping.
            #expect(try await connection.ask(Wire.ping(5))?.opcode == .pong)
            #expect(try await connection.ask(Wire.credit(9, .max))?.error == .tooMuchCredit(max: 65_536))
            try await connection.send(Wire.credit(9, 60_000))
            while true {
                let frame = try #require(await connection.next())
                if let (offset, bytes) = Self.chunk(frame) {
                    #expect(offset == sum.byteCount)
                    sum.add(bytes)
                    continue
                }
                let end = frame.read(.backedUp) { reader in
                    _ = try reader.skip(8)
                    return (try reader.read(UInt64.self), try reader.read(UInt64.self))
                }
                #expect(end?.0 == sum.byteCount && end?.1 == sum.value && sum.byteCount > 3_000_000)
                break
            }
            #expect(try await connection.ask(Wire.credit(9, 1))?.error == .unknownSubscription)
        }
    }

    @Test func `there is one backup at a time, and one that is given up, or whose client is gone, makes room`()
        async throws
    {
        try await withServed { served in
            try await Self.fill(served)
            let first = try await served.connection()
            let second = try await served.connection()
            #expect(Self.chunk(try await first.ask(Self.backup(1, credit: 1))) != nil)
            guard case .busy = try await second.ask(Self.backup(2, credit: 1))?.error else {
                Issue.record("two backups at once")
                return
            }
            #expect(try await first.ask(Self.backup(1, credit: 1))?.error == .duplicateSubscription)
            #expect(try await first.ask(Wire.unsubscribe(1))?.opcode == .ended)
            #expect(Self.chunk(try await second.ask(Self.backup(2, credit: 1))) != nil)
            await second.close()
            #expect(try await comesTrue { try await served.server.look { $0.backup == nil } })
            #expect(Self.chunk(try await first.ask(Self.backup(3, credit: 1))) != nil)
            // And the requests of the same connection are answered meanwhile.
            #expect(try await first.ask(Wire.command(4, Kiosk.reserve(4)))?.answer?.plan != nil)
        }
    }

    @Test func `a client that does not go on loses its backup, and the pages that it holds back`() async throws {
        var limits = ServerLimits()
        limits.connection.stallMilliseconds = 1
        try await withServed(limits: limits) { served in
            try await Self.fill(served)
            let connection = try await served.connection()
            #expect(Self.chunk(try await connection.ask(Self.backup(1, credit: 1))) != nil)
            #expect(await connection.next()?.error == .timeLimitPassed)
            #expect(try await served.server.look { $0.backup == nil })
        }
    }

    @Test func `a server that stops ends a backup and says so, and its store closes`() async throws {
        try await withServed { served in
            try await Self.fill(served)
            let connection = try await served.connection()
            #expect(Self.chunk(try await connection.ask(Self.backup(1, credit: 1))) != nil)
            await served.server.stopListening()
            let rest = await connection.rest()
            #expect(rest.contains { $0.error == .shuttingDown && $0.id == 1 })
        }
    }
}
