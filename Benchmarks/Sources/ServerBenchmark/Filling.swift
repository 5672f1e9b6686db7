import Foundation
import StockAPI
import StockEngine
import StockModel

/// A store with 20 locations and enough units of each SKU at each of them.
enum Filling {
    static let firstLocation: UInt32 = 100
    static let locations: UInt32 = 20

    static func make(_ folder: String, skus: UInt64) async throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let stock = try await Stockroom.open(at: folder)
        let session = StockSession(stock, principal: 1)
        var definitions: [Definition] = [
            .site(SiteDefinition(1, code: "site")), .location(LocationDefinition(1, kind: .supplier, code: "supplier")),
        ]
        let places = (0..<locations).map { LocationID(rawValue: firstLocation + $0) }
        definitions += places.map { .location(LocationDefinition($0, kind: .stock, site: 1, code: "\($0.rawValue)")) }
        definitions.append(.channel(ChannelDefinition(1, code: "web", sites: [1 as SiteID])))
        definitions += (1...skus).map { .sku(SKUDefinition(SKU(rawValue: $0), code: "\($0)")) }
        for start in stride(from: 0, to: definitions.count, by: 1_000) {
            let part = Array(definitions[start..<min(start + 1_000, definitions.count)])
            guard try await session.define(part).isAccepted else { throw BenchmarkFailure("not defined") }
        }
        for first in stride(from: 1, through: skus, by: 50) {
            let lines = (first..<min(first + 50, skus + 1)).flatMap { sku in
                places.map { MoveLine(SKU(rawValue: sku), quantity: 1_000_000_000, from: 1, to: $0) }
            }
            guard try await session.move(Move(.receive, lines: lines)).isAccepted else {
                throw BenchmarkFailure("not received")
            }
        }
        try await stock.close()
    }
}
