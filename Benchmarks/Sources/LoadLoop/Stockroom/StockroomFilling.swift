import Foundation
import StockAPI
import StockEngine
import StockModel

/// A store with enough units of each SKU at each location, and what it holds in the end.
public enum StockroomFilling {
    static let channel: ChannelID = 1
    static let customer: LocationID = 2

    public static func make(_ folder: String, _ assortment: Assortment) async throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let stock = try await Stockroom.open(at: folder)
        let session = StockSession(stock, principal: 1)
        var definitions: [Definition] = [
            .site(SiteDefinition(1, code: "site")), .location(LocationDefinition(1, kind: .supplier, code: "supplier")),
            .location(LocationDefinition(customer, kind: .customer, code: "customer")),
        ]
        let places = (0..<assortment.locations).map { LocationID(rawValue: Assortment.firstLocation + $0) }
        definitions += places.map { .location(LocationDefinition($0, kind: .stock, site: 1, code: "\($0.rawValue)")) }
        definitions.append(.channel(ChannelDefinition(channel, code: "web", sites: [1 as SiteID])))
        definitions += (1...assortment.skus).map { .sku(SKUDefinition(SKU(rawValue: $0), code: "\($0)")) }
        for start in stride(from: 0, to: definitions.count, by: 1_000) {
            let part = Array(definitions[start..<min(start + 1_000, definitions.count)])
            guard try await session.define(part).isAccepted else { throw BenchmarkFailure("not defined") }
        }
        for first in stride(from: 1, through: assortment.skus, by: 50) {
            let lines = (first..<min(first + 50, assortment.skus + 1)).flatMap { sku in
                places.map { MoveLine(SKU(rawValue: sku), quantity: Assortment.unitsPerLevel, from: 1, to: $0) }
            }
            guard try await session.move(Move(.receive, lines: lines)).isAccepted else {
                throw BenchmarkFailure("not received")
            }
        }
        try await stock.close()
    }

    /// Of a store that no server has open.
    public static func holdings(of folder: String, _ assortment: Assortment) async throws -> Holdings {
        let stock = try await Stockroom.open(at: folder)
        var held: Int64 = 0
        for sku in 1...assortment.skus {
            for level in try await stock.levels(of: SKU(rawValue: sku)) { held += level.held }
        }
        let rows = try await stock.statistics().rows
        try await stock.close()
        return Holdings(
            held: Int(held), reservations: Int(rows["reservations"] ?? 0), deadlines: Int(rows["deadlines"] ?? 0))
    }
}
