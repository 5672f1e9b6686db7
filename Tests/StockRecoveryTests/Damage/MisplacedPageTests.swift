import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

/// A disk may write a page to the place of another.
///
/// All its checksums are right, and so are its keys where it is an older
/// one of the same rows; only its number is not.
@Suite("A page lies in the place of another")
struct MisplacedPageTests {
    private static let paper = DocumentKey("order/1")

    /// Two states of a store, with the same rows on other pages.
    private static func within(
        _ body: (_ store: String, _ before: PageFile, _ after: PageFile) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let store = folder + "/store"
            var stock = try await Depot.open(store)
            try await stock.accept(1 << 40, .define(Depot.masterData))
            for sku in Depot.skus { try await stock.accept(sku.rawValue, Depot.receive(10, of: sku)) }
            try await stock.accept(1 << 41, Depot.paper("order/1", bytes: 6_000))
            try await stock.close()
            let before = try PageFile(store)
            stock = try await Depot.open(store)
            for sku in Depot.skus { try await stock.accept(100 + sku.rawValue, Depot.receive(1, of: sku)) }
            try await stock.accept(1 << 42, Depot.paper("order/1", bytes: 6_001))
            try await stock.close()
            try await body(store, before, try PageFile(store))
        }
    }

    private static func expectNamed(
        _ store: String, _ table: String, _ page: Int, _ read: (Stockroom) async throws(StockFailure) -> Void
    ) async throws {
        let stock = try await Depot.open(store)
        let found = await failure { () throws(StockFailure) in try await read(stock) }
        #expect(found?.isDamaged == true, "\(table): \(String(describing: found))")
        #expect("\(String(describing: found))".contains("`\(table)`"), "\(String(describing: found))")
        let report = try await stock.verify()
        #expect(report.differences.contains { $0.contains("data.mdb, page \(page) of `\(table)`") }, "\(report)")
        try await stock.close()
    }

    @Test func `an older page of the same rows, or a page of other rows, is named and not served`() async throws {
        try await Self.within { store, before, after in
            for table in ["levels", "documents"] {
                let old = try #require(before.leaves(of: table).first)
                let new = try #require(after.leaves(of: table).first)
                #expect(old != new)
                for source in [old, try #require(after.leaves(of: "events").first)] {
                    var image = after
                    let bytes = (source == old ? before : after).bytes
                    image.bytes.replaceSubrange(
                        new * PageFile.pageBytes..<(new + 1) * PageFile.pageBytes,
                        with: bytes[source * PageFile.pageBytes..<(source + 1) * PageFile.pageBytes])
                    try image.write(to: store)
                    try await Self.expectNamed(store, table, new) { stock throws(StockFailure) in
                        if table == "levels" {
                            _ = try await stock.levels(of: 3)
                        } else {
                            _ = try await stock.document(Self.paper)
                        }
                    }
                    try await Self.expectNamed(store, table, new) { stock throws(StockFailure) in
                        if table == "levels" {
                            _ = try await stock.levels(of: 999)
                        } else {
                            _ = try await stock.documents(Scan())
                        }
                    }
                }
            }
        }
    }
}
