import StockAPI
import StockModel
import StockProtocol
import StockTesting
import Testing

@testable import StockServer

@Suite("A server may open no further file", .timeLimit(.minutes(2)))
struct DescriptorLimitTests {
    @Test func `it tells those for whom it has none, serves the others, and takes new ones when some have gone`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let process = try await ServerProcess.start(folder + "/store", .eventLoop, descriptorsMax: 64)
            let first = try await RawConnection.greeted(process.port)
            let delivery = Kiosk.skus.map { MoveLine($0, quantity: 100, from: Kiosk.supplier, to: Kiosk.shelf) }
            _ = try await first.ask(Wire.command(1, Kiosk.command(.define(Kiosk.masterData), request: 1)))
            let moved = Kiosk.command(.move(Move(.receive, lines: delivery)), request: 2)
            #expect(try await first.ask(Wire.command(2, moved))?.answer?.isAccepted == true)

            // What its files need is kept back, which leaves one connection.
            var connections: [RawConnection] = []
            for _ in 0..<30 { connections.append(try await RawConnection.open(process.port)) }
            #expect(try await comesTrue { connections.allSatisfy { !$0.isOpen } }, "the others are turned away")
            for number in 10..<60 as Range<UInt64> {
                let answer = try await first.ask(Wire.command(number, Kiosk.reserve(number)))?.answer
                #expect(answer?.plan != nil)
            }
            await first.close()
            let isTaken = try await comesTrue { (try? await RawConnection.greeted(process.port)) != nil }
            #expect(isTaken)
            let status = try await process.end()
            #expect(status == 0)
        }
    }
}
