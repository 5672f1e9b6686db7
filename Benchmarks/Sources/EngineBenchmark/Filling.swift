import Foundation
import LoadLoop
import StockAPI
import StockEngine
import StockModel

/// Fills a new store with an assortment, so many units at every level.
enum Filling {
    static let channel: ChannelID = 1
    static let supplier: LocationID = 1
    static let site: SiteID = 1

    static func fill(_ stock: Stockroom, _ assortment: Assortment) async throws {
        let session = StockSession(stock, principal: 1)
        var definitions: [Definition] = [
            .site(SiteDefinition(site, code: "site")),
            .location(LocationDefinition(supplier, kind: .supplier, code: "supplier")),
        ]
        for number in 0..<assortment.locations {
            definitions.append(
                .location(
                    LocationDefinition(
                        LocationID(rawValue: Assortment.firstLocation + number), kind: .stock, site: site,
                        code: "shelf \(number)")))
        }
        definitions.append(.channel(ChannelDefinition(channel, code: "web", sites: [site])))
        try expect(await session.define(definitions))
        let perCommand = max(1, 1_000 / UInt64(assortment.locations))
        for first in stride(from: 1, through: assortment.skus, by: 1_000) {
            let skus = first...min(assortment.skus, first + 999)
            try expect(await session.define(skus.map { .sku(SKUDefinition(SKU(rawValue: $0), code: "\($0)")) }))
            var commands: [Command] = []
            for start in stride(from: skus.lowerBound, through: skus.upperBound, by: Int(perCommand)) {
                commands.append(
                    session.command(.move(receipt(start...min(skus.upperBound, start + perCommand - 1), assortment))))
            }
            for answer in try await stock.submit(commands) {
                if case .refused(let refusal) = answer.outcome { throw BenchmarkFailure("\(refusal)") }
            }
        }
        try await stock.checkpoint()
    }

    private static func receipt(_ skus: ClosedRange<UInt64>, _ assortment: Assortment) -> Move {
        var lines: [MoveLine] = []
        for sku in skus {
            for number in 0..<assortment.locations {
                lines.append(
                    MoveLine(
                        SKU(rawValue: sku), quantity: Assortment.unitsPerLevel, from: supplier,
                        to: LocationID(rawValue: Assortment.firstLocation + number)))
            }
        }
        return Move(.receive, lines: lines)
    }

    private static func expect(_ decision: Decision<Done>) throws {
        if let refusal = decision.refusal { throw BenchmarkFailure("\(refusal)") }
    }
}
