import Foundation
import StockAPI
import StockClient
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("The feed after a restore")
struct FeedAfterRestoreTests {
    @Test
    func `a client that goes on from the old incarnation is told, gets nothing twice, and goes on under the new one`()
        async throws
    {
        try await Warehouse.within { warehouse in
            var account = Account()
            let stock = try await warehouse.open()
            try await warehouse.load(stock, rounds: 0..<3, &account)
            _ = try await stock.backUp(to: warehouse.backups)
            try await warehouse.load(stock, rounds: 3..<6, &account)
            var seen: [SequenceNumber] = []
            var position = FeedPosition(incarnation: 0, sequence: 0)
            let last = account.last
            try await withServer(of: stock) { _, client in
                for try await page in client.subscribe(after: position) {
                    guard case .events(let events, let next) = page else { break }
                    seen += events.map(\.sequence)
                    position = next
                    if seen.last == last { break }
                }
            }
            #expect(seen == Array(1...last))
            let restoredTo = last - 7
            try await stock.close()
            // To before what the client has seen.
            try await warehouse.restored(.sequence(restoredTo), archive: warehouse.archive) { restored, _ in
                let incarnation = try await restored.statistics().incarnation
                try await withServer(of: restored) { _, client in
                    var told: [FeedPage] = []
                    for try await page in client.subscribe(after: position) { told.append(page) }
                    #expect(told == [.otherIncarnation(current: incarnation)])
                    // It reads what it needs, and goes on from the sequence at which it has read.
                    let now = try await client.statistics()
                    #expect(now.sequence == restoredTo && now.incarnation == incarnation)
                    let receipt = Depot.command(1 << 41, Depot.receive(3), issuedAt: warehouse.clock.now)
                    #expect(try await client.submit(receipt).refusal == nil)
                    var fresh: [SequenceNumber] = []
                    let start = FeedPosition(incarnation: incarnation, sequence: now.sequence)
                    for try await page in client.subscribe(after: start) {
                        guard case .events(let events, _) = page else { break }
                        fresh += events.map(\.sequence)
                        if !fresh.isEmpty { break }
                    }
                    #expect(fresh == [restoredTo + 1])
                }
            }
        }
    }
}
