import StockAPI
import StockBytes
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("An index is not as it was written")
struct DamagedIndexTests {
    /// A store in which bytes of LMDB's file were changed.
    private static func open(
        changing change: (inout PageFile) throws -> Void, _ body: (String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let damage = PageDamage(folder: folder)
            try await damage.makeStore()
            var image = try PageFile(damage.store)
            try change(&image)
            try image.write(to: damage.store)
            try await body(damage.store)
        }
    }

    @Test func `the reservations of an owner do not leave one out whose key is another`() async throws {
        try await Self.open { image in
            var key = ByteWriter()
            key.appendBigEndian(UInt128(7))
            key.appendBigEndian(Load.id(764).rawValue)
            var reader = ByteReader(key.span)
            let wanted = try reader.readBytes(key.count)
            let sound = image
            let pages = sound.leaves(of: "owners").map { $0 * PageFile.pageBytes..<($0 + 1) * PageFile.pageBytes }
            let found = pages.compactMap { sound.place(of: wanted, in: $0) }.first
            let place = try #require(found)
            // The keys stay in their order.
            image.bytes[place + wanted.count - 1] ^= 0x40
        } _: { store in
            let stock = try await Depot.open(store)
            let failed = await failure { () throws(StockFailure) in
                _ = try await stock.reservations(of: 7, after: nil, limit: 1_000)
            }
            #expect(failed?.isDamaged == true && "\(String(describing: failed))".contains("owners"))
            _ = await failure { () throws(StockFailure) in try await stock.close() }
        }
    }

    @Test(arguments: [0, 4]) func `the root of a table that says what no table of ours has is named by the opening`(
        _ offset: Int
    ) async throws {
        try await Self.open { image in
            // 4: keys with several values, whose rows LMDB would look for in a tree of their own.
            let found = image.root(of: "owners")
            let root = try #require(found)
            image.bytes[root + offset] ^= 0x04
        } _: { store in
            let refused = await failure { () throws(StockFailure) in _ = try await Depot.open(store) }
            #expect(refused?.isDamaged == true, "\(String(describing: refused))")
        }
    }
}
