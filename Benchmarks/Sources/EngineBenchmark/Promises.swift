import ArgumentParser
import Foundation
import LoadLoop
import StockAPI
import StockEngine
import StockModel

/// What the rules of a promise cost: each case in batches of a thousand requests, beside a plain reserve in the same run.
struct Promises: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures what the rules of a promise add to a reserve, and what facts, trucks and answers cost.")

    @Option(help: "Where the store is made; deleted afterwards.") var folder =
        NSTemporaryDirectory() + "stockroom-benchmark"
    @Option(help: "Batches of a thousand requests per case and round.") var batches = 20
    @Option(help: "Alternating rounds; each figure is the median.") var rounds = 5

    func run() async throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let stock = try await Stockroom.open(at: folder)
        let session = StockSession(stock, principal: 1)
        try await PromiseShop.fill(stock, session)
        try await PromiseShop.fillQueueAndHotLevel(stock, session)
        var figures: [String: [Double]] = [:]
        for _ in 0..<rounds {
            try await measure(PromiseShop.cases, stock, session, &figures)
            let skus = (1...1_000).map { ChannelSKU(SKU(rawValue: $0), PromiseShop.plain) }
            let start = Date()
            for _ in 0..<batches { _ = try await stock.availability(of: skus, withReasons: false) }
            figures["availability of 1,000 SKUs at 64 sites", default: []].append(
                Date().timeIntervalSince(start) * 1e6 / Double(batches))
        }
        try await PromiseShop.setThresholds(session)
        for _ in 0..<rounds { try await measure(PromiseShop.casesWithThresholds, stock, session, &figures) }
        try await stock.close()
        let names =
            PromiseShop.cases.map(\.name) + ["availability of 1,000 SKUs at 64 sites"]
            + PromiseShop.casesWithThresholds.map(\.name)
        let plain = median(figures[names[0]] ?? [])
        print("| case | µs each | × plain |\n|---|---:|---:|")
        for name in names {
            let each = median(figures[name] ?? [])
            print("| \(name) | \(String(format: "%.2f", each)) | \(String(format: "%.1f", each / plain)) |")
        }
    }

    private func measure(
        _ cases: [PromiseShop.Case], _ stock: Stockroom, _ session: StockSession, _ figures: inout [String: [Double]]
    ) async throws {
        for promiseCase in cases {
            figures[promiseCase.name, default: []].append(try await microseconds(of: promiseCase, stock, session))
        }
    }

    private func microseconds(
        of promiseCase: PromiseShop.Case, _ stock: Stockroom, _ session: StockSession
    ) async throws -> Double {
        let all = (0..<batches).map { _ in
            (0..<1_000).map { number in session.command(promiseCase.operation(session.newReservationID(), number)) }
        }
        let start = Date()
        for commands in all {
            for answer in try await stock.submit(commands) {
                if case .refused(let refusal) = answer.outcome {
                    throw BenchmarkFailure("\(promiseCase.name): \(refusal)")
                }
            }
        }
        return Date().timeIntervalSince(start) * 1e6 / Double(batches * 1_000)
    }
}

/// Sixty-four sites with one shelf each; SKUs 1 to 1,000 are plain, 1,001 to 1,100 have a cap and an earmark, 2,001 to 2,100
/// are kits of three, and of two more below only few units are there, all of them promised.
enum PromiseShop {
    static let plain: ChannelID = 1
    static let other: ChannelID = 2
    static let siteCount: UInt32 = 64
    static let supplier: LocationID = 1
    static let customer: LocationID = 2
    static let loss: LocationID = 3
    /// All that the first site has of it is held.
    static let hot: SKU = 3_001
    /// There is none, and many wait for it.
    static let awaited: SKU = 3_002
    static let promisesAhead = 50_000

    struct Case: Sendable {
        let name: String
        let operation: @Sendable (ReservationID, Int) -> StockModel.Operation
    }

    static func shelf(_ site: UInt32) -> LocationID { LocationID(rawValue: 100 + site) }

    static func fill(_ stock: Stockroom, _ session: StockSession) async throws {
        let sites = (1...siteCount).map { SiteID(rawValue: $0) }
        var definitions: [Definition] = [
            .location(LocationDefinition(supplier, kind: .supplier, code: "supplier")),
            .location(LocationDefinition(customer, kind: .customer, code: "customer")),
            .location(LocationDefinition(loss, kind: .loss, code: "loss")),
        ]
        for site in sites {
            definitions.append(.site(SiteDefinition(site, code: "site \(site.rawValue)")))
            definitions.append(
                .location(LocationDefinition(shelf(site.rawValue), kind: .stock, site: site, code: "shelf")))
        }
        definitions += [
            .channel(ChannelDefinition(plain, code: "plain", sites: sites, acceptsBackorders: true)),
            .channel(ChannelDefinition(other, code: "other", sites: sites)),
        ]
        try expect(await session.define(definitions))
        for first in stride(from: 1, through: 1_100, by: 100) as StrideThrough<UInt64> {
            try expect(
                await session.define(
                    (first..<first + 100).map { .sku(SKUDefinition(SKU(rawValue: $0), code: "\($0)")) }))
            for sku in first..<first + 100 {
                try expect(
                    await session.move(
                        Move(
                            .receive,
                            // Of some SKUs only the last site has any.
                            lines: (901...1_000 ~= sku ? siteCount...siteCount : 1...siteCount).map {
                                MoveLine(SKU(rawValue: sku), quantity: 1_000_000_000, from: supplier, to: shelf($0))
                            })))
            }
        }
        for number in 1...100 as ClosedRange<UInt64> {
            let (limited, kit) = (SKU(rawValue: 1_000 + number), SKU(rawValue: 2_000 + number))
            try expect(
                await session.define([
                    .policy(ChannelPolicy(plain, limited, cap: Cap(1_000_000_000))),
                    .policy(ChannelPolicy(other, limited, sites: [SitePolicy(1, earmark: 5)])),
                    .sku(
                        SKUDefinition(
                            kit, code: "kit \(number)",
                            components: (0..<3).map {
                                KitComponent(SKU(rawValue: number + 200 * $0), quantity: 1 + Int64($0))
                            })),
                ]))
        }
    }

    /// Fifty thousand hold a unit each of one SKU at one level, and as many wait for another.
    static func fillQueueAndHotLevel(_ stock: Stockroom, _ session: StockSession) async throws {
        let units = Quantity(promisesAhead)
        try expect(
            await session.define([
                .sku(SKUDefinition(hot, code: "hot")), .sku(SKUDefinition(awaited, code: "awaited")),
            ]))
        try expect(
            await session.move(
                Move(
                    .receive,
                    lines: [
                        MoveLine(hot, quantity: units, from: supplier, to: shelf(1)),
                        MoveLine(hot, quantity: 1_000_000_000, from: supplier, to: shelf(2)),
                    ])))
        for _ in 0..<(promisesAhead / 1_000) {
            let commands = (0..<1_000).flatMap { _ in
                let id = session.newReservationID()
                return [
                    session.command(reserve(session.newReservationID(), [ReserveLine(hot, quantity: 1, at: shelf(1))])),
                    session.command(backorder(id)), session.command(.commit(Commit(id))),
                ]
            }
            for answer in try await stock.submit(commands) {
                if case .refused(let refusal) = answer.outcome { throw BenchmarkFailure("\(refusal)") }
            }
        }
    }

    /// Every tenth SKU has a threshold of a site and one of a channel.
    static func setThresholds(_ session: StockSession) async throws {
        let skus = (1...80).map { SKU(rawValue: UInt64($0 * 10)) }
        try expect(
            await session.define(
                skus.flatMap { sku in
                    [.site(1), .channel(plain)].map { .threshold(StockThreshold(sku, $0, low: 1)) }
                }))
    }

    private static func backorder(_ id: ReservationID) -> StockModel.Operation {
        .reserve(
            Reserve(
                id, channel: plain, lines: [ReserveLine(awaited, quantity: 1)], mode: .backorder, sourcing: .site(1)))
    }

    /// A unit of the hot SKU comes in and is reserved; then as many as are said are sold that nobody asked for.
    private static func receiveReserveAndSell(_ received: Quantity, _ id: ReservationID) -> [StockModel.Operation] {
        [
            .move(Move(.receive, lines: [MoveLine(hot, quantity: received, from: supplier, to: shelf(1))])),
            reserve(id, [ReserveLine(hot, quantity: 1, at: shelf(1))]),
            .move(
                Move(
                    .issue, lines: [MoveLine(hot, quantity: 1, from: shelf(1), to: customer)],
                    fact: Fact(reason: 1, loss: loss))),
        ]
    }

    private static func expect<Value>(_ decision: Decision<Value>) throws {
        if let refusal = decision.refusal { throw BenchmarkFailure("\(refusal)") }
    }

    private static func sku(_ number: Int, after first: UInt64 = 0, of count: Int = 800) -> SKU {
        SKU(rawValue: first + 1 + UInt64(number * 7_919 % count))
    }

    private static func reserve(
        _ id: ReservationID, _ lines: [ReserveLine], from sourcing: Sourcing = .bestSingleSite
    ) -> StockModel.Operation {
        .reserve(Reserve(id, channel: plain, lines: lines, sourcing: sourcing))
    }

    static let cases = [
        Case(name: "one unit at a named location") { id, number in
            reserve(id, [ReserveLine(sku(number), quantity: 1, at: shelf(1 + UInt32(number % 64)))])
        },
        Case(name: "the same with a cap, and an earmark of another channel") { id, number in
            reserve(
                id, [ReserveLine(sku(number, after: 1_000, of: 100), quantity: 1, at: shelf(1 + UInt32(number % 64)))])
        },
        Case(name: "one unit from a pickup site") { id, number in
            reserve(id, [ReserveLine(sku(number), quantity: 1)], from: .site(SiteID(rawValue: 1 + UInt32(number % 64))))
        },
        Case(name: "a kit of three from a pickup site") { id, number in
            reserve(
                id, [ReserveLine(sku(number, after: 2_000, of: 100), quantity: 1)],
                from: .site(SiteID(rawValue: 1 + UInt32(number % 64))))
        },
        Case(name: "a cart of ten lines from a pickup site") { id, number in
            reserve(
                id, (0..<10).map { ReserveLine(sku(number * 10 + $0), quantity: 1) },
                from: .site(SiteID(rawValue: 1 + UInt32(number % 64))))
        },
        Case(name: "one unit, whole order first, over 64 sites") { id, number in
            reserve(id, [ReserveLine(sku(number), quantity: 1)], from: .wholeOrderFirst(splitsMax: 3))
        },
        Case(name: "one unit that only the last of 64 sites has") { id, number in
            reserve(id, [ReserveLine(sku(number, after: 900, of: 100), quantity: 1)], from: .byRank(splitsMax: 3))
        },
        Case(name: "ten lines by rank with three splits, over 64 sites") { id, number in
            reserve(
                id, (0..<10).map { ReserveLine(sku(number * 10 + $0), quantity: 1) }, from: .byRank(splitsMax: 3))
        },
        Case(name: "reserve, and re-source to another site, in one transaction") { id, number in
            .transaction(
                Transaction(operations: [
                    reserve(id, [ReserveLine(sku(number), quantity: 1, at: shelf(1))]),
                    .reSource(ReSource(id, line: 0, to: shelf(2))),
                ]))
        },
        Case(name: "receive two, reserve one, and a sale as a fact, in one transaction") { id, _ in
            .transaction(Transaction(operations: receiveReserveAndSell(2, id)))
        },
        Case(name: "receive one, and the sale displaces the latest of 50,000 promises") { id, _ in
            .transaction(Transaction(operations: receiveReserveAndSell(1, id)))
        },
        Case(name: "a backorder and its commit, in one transaction") { id, _ in
            .transaction(Transaction(operations: [backorder(id), .commit(Commit(id))]))
        },
        Case(name: "the same, and a truck that serves the first of 50,000 that wait") { id, _ in
            .transaction(
                Transaction(operations: [
                    backorder(id), .commit(Commit(id)),
                    .move(
                        Move(
                            .receive, lines: [MoveLine(awaited, quantity: 1, from: supplier, to: shelf(1))],
                            servesBackorders: true)),
                ]))
        },
    ]

    static let casesWithThresholds = [
        Case(name: "one unit at a named location, where other SKUs have thresholds") { id, number in
            let sku = SKU(rawValue: 1 + UInt64(number * 7_919 % 80) * 10)
            return reserve(id, [ReserveLine(sku, quantity: 1, at: shelf(1 + UInt32(number % 64)))])
        },
        Case(name: "one unit whose SKU has a threshold of a site, and one of a channel over 64 sites") { id, number in
            let sku = SKU(rawValue: 10 + UInt64(number * 7_919 % 80) * 10)
            return reserve(id, [ReserveLine(sku, quantity: 1, at: shelf(1 + UInt32(number % 64)))])
        },
    ]
}
