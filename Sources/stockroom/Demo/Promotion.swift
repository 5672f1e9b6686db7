import Foundation
import StockAPI
import StockModel

/// A promotion spike, as it is written down in the store before it begins: anyone can run the same one again.
struct Promotion: Codable {
    /// The document's number, from 1.
    var number: Int
    /// Where everything is reserved.
    var store: UInt32
    /// The best-selling first: the crowd prefers them in this order.
    var skus: [UInt64]
    /// What each is filled up to.
    var target: Int64
    var buyers: Int
    var tasks: Int
    var seed: UInt64

    static let type: UInt16 = 201
    static let prefix = "promotion/"

    static func key(_ number: Int) -> DocumentKey { DocumentKey("\(prefix)\(String(format: "%04d", number))") }

    /// Tells the reservations of one promotion from those of all others.
    func owner(ofBuyer buyer: Int) -> OwnerID {
        OwnerID(rawValue: UInt128(0x5052_4F4D_4F00_0000 + UInt64(number)) << 64 | UInt128(buyer + 1))
    }

    func isOwner(_ owner: OwnerID) -> Bool { owner.rawValue >> 64 == self.owner(ofBuyer: 0).rawValue >> 64 }

    /// The number that the next promotion of this store gets.
    static func nextNumber(in stock: any StockService) async throws -> Int {
        let scan = Scan(prefix: Array(prefix.utf8), isReversed: true, limit: 1)
        let last = try await stock.documents(scan).elements.first
        let digits = last?.key.description.dropFirst(prefix.count)
        return (digits.flatMap { Int($0) } ?? 0) + 1
    }

    static func read(_ number: Int, from stock: any StockService) async throws -> Promotion {
        guard let document = try await stock.document(key(number)) else {
            throw CommandFailure(.differs, "there is no promotion \(number) in this store")
        }
        return try JSONDecoder().decode(Promotion.self, from: Data(document.body))
    }

    /// What the store may promise of each SKU at the promotion's store.
    func available(in stock: any StockService, channel: ChannelID) async throws -> [SKU: Quantity] {
        let site = SiteID(rawValue: store)
        let answers = try await stock.availability(
            of: skus.map { SKU(rawValue: $0) }, for: channel, withReasons: true)
        var available: [SKU: Quantity] = [:]
        for answer in answers { available[answer.sku] = answer.reasons?.first { $0.site == site }?.free ?? 0 }
        return available
    }
}
