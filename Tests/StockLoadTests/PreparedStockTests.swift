import StockAPI
import StockModel
import StockTesting
import Testing

@testable import StockLoad

struct PreparedStockTests {
    private static let prepared = PreparedStock(skus: 7, sites: 3, channels: 2, unitsPerSite: 40, cap: 25)

    @Test func `a stock is ready with the same units and caps, however often it was used before`() async throws {
        try await withTemporaryStock { stock, session in
            let scenario = try #require(Self.prepared.stock)
            for round in 0..<3 {
                try await Self.prepared.prepare(session) { _ in }
                for place in 0..<7 {
                    let levels = try await stock.levels(of: scenario.sku(at: place))
                    let shelves = levels.filter { scenario.locations.contains($0.location.rawValue) }
                    #expect(shelves.map(\.available) == [40, 40, 40])
                }
                for channel in scenario.channels {
                    let channel = ChannelID(rawValue: channel)
                    let answers = try await stock.availability(
                        of: (0..<7).map { scenario.sku(at: $0) }, for: channel, withReasons: false)
                    #expect(answers.map(\.availableToSell) == Array(repeating: 25, count: 7))
                    // Some of it is used before the next time.
                    let reserved = try await session.reserve(
                        Quantity(5 + round), of: scenario.sku(at: round), for: channel)
                    #expect(reserved.isAccepted)
                }
                let more = Move(
                    .receive,
                    lines: [
                        MoveLine(
                            scenario.sku(at: 6), quantity: 9, from: .init(rawValue: scenario.supplier ?? 0),
                            to: .init(rawValue: scenario.locations[0]))
                    ])
                let moved = try await session.move(more)
                #expect(moved.isAccepted)
            }
        }
    }

    @Test func `without a cap the caps of an earlier rehearsal are taken away`() async throws {
        try await withTemporaryStock { stock, session in
            try await Self.prepared.prepare(session) { _ in }
            var free = Self.prepared
            free.cap = nil
            try await free.prepare(session) { _ in }
            let scenario = try #require(free.stock)
            let policies = try await stock.policies(of: scenario.sku(at: 0))
            #expect(policies.isEmpty)
        }
    }

    @Test func `numbers that belong to something else are left alone`() async throws {
        try await withTemporaryStock { stock, session in
            let taken = SKUDefinition(SKU(rawValue: PreparedStock.firstSKU), code: "SHIRT")
            let defined = try await session.define([.sku(taken)])
            #expect(defined.isAccepted)
            await #expect(throws: LoadFailure.self) { try await Self.prepared.prepare(session) { _ in } }
            let sites = try await stock.sites()
            #expect(sites.isEmpty)
        }
    }

    @Test func `SKUs and channels that are there are found with their places, and missing ones are named`() async throws
    {
        try await withTemporaryStock { stock, session in
            try await Self.prepared.prepare(session) { _ in }
            let made = try #require(Self.prepared.stock)
            let found = try await ExistingStock.find(skus: made.skus, channels: [made.channels[1]], in: stock)
            #expect(found.locations.sorted() == made.locations && found.customer == made.customer)
            await #expect(throws: LoadFailure.self) {
                try await ExistingStock.find(skus: made.skus, channels: [5], in: stock)
            }
            let others = try #require(NumberRanges("1-3"))
            await #expect(throws: LoadFailure.self) {
                try await ExistingStock.find(skus: others, channels: made.channels, in: stock)
            }
        }
    }
}
