import StockAPI
import StockModel
import Testing

@Suite struct DocumentTests {
    private static func write(_ key: DocumentKey, _ body: [UInt8] = [], terms: [IndexTerm] = []) -> StockModel.Operation
    {
        .putDocument(DocumentWrite(key, type: 3, body: body, terms: terms))
    }

    @Test func `a document is stamped with its version, its principal and its time`() async throws {
        try await withShop { shop in
            shop.wait(milliseconds: 77)
            let answer = try await shop.accept(Self.write("po/1", [1, 2], terms: ["open", "due/2"]))
            #expect(
                try await shop.stock.document("po/1")
                    == Document(
                        key: "po/1", type: 3, version: answer.sequence, principal: 1, time: shop.now, body: [1, 2],
                        terms: ["due/2", "open"]))
            #expect(try await shop.stock.document("po/10") == nil)
        }
    }

    @Test func `each write replaces all terms of the one before, and a deletion takes them away`() async throws {
        try await withShop { shop in
            func keys(_ term: String) async throws -> [DocumentKey] {
                let prefix = Array(term.utf8)
                return try await shop.stock.documents(byTerm: Scan(prefix: prefix)).elements.map(\.key)
            }
            try await shop.accept(Self.write("po/1", terms: ["open", "due/2"]))
            try await shop.accept(Self.write("po/2", terms: ["open"]))
            #expect(try await keys("open") == ["po/1", "po/2"])
            try await shop.checkpoint()
            try await shop.accept(Self.write("po/1", terms: ["closed"]))
            #expect(try await keys("open") == ["po/2"])
            #expect(try await keys("due") == [])
            #expect(try await keys("closed") == ["po/1"])
            try await shop.accept(.deleteDocument("po/1"))
            #expect(try await keys("") == ["po/2"])
            #expect(try await shop.stock.document("po/1") == nil)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `a scan gives a range of keys in order, forwards and backwards, page by page`() async throws {
        try await withShop { shop in
            for key in ["po/2", "po/10", "count/1", "po/1", "po/3", "poster"] as [DocumentKey] {
                try await shop.accept(Self.write(key))
            }
            try await shop.checkpoint()
            try await shop.accept(Self.write("po/0"))
            try await shop.accept(.deleteDocument("po/3"))

            func keys(_ scan: Scan) async throws -> [DocumentKey] {
                var scan = scan
                var all: [DocumentKey] = []
                repeat {
                    let page = try await shop.stock.documents(scan)
                    #expect(page.elements.count <= scan.limit)
                    all += page.elements.map(\.key)
                    scan.cursor = page.cursor
                } while scan.cursor != nil
                return all
            }
            let orders = Array("po/".utf8)
            for limit in [1, 2, 100] {
                #expect(try await keys(Scan(prefix: orders, limit: limit)) == ["po/0", "po/1", "po/10", "po/2"])
                #expect(
                    try await keys(Scan(prefix: orders, isReversed: true, limit: limit)) == [
                        "po/2", "po/10", "po/1", "po/0",
                    ])
                let from = Array("po/1".utf8)
                let to = Array("po/2".utf8)
                #expect(try await keys(Scan(from: from, to: to, limit: limit)) == ["po/1", "po/10"])
                #expect(try await keys(Scan(from: from, to: to, isReversed: true, limit: limit)) == ["po/10", "po/1"])
            }
        }
    }

    @Test func `the largest document, key, terms and number of terms are taken`() async throws {
        try await withShop { shop in
            let key = DocumentKey(bytes: Array(repeating: 0xFF, count: 200))
            let terms = (0..<64).map { IndexTerm(bytes: Array(repeating: 0xFE, count: 249) + [UInt8($0) + 1]) }
            let body = (0..<65_536).map { UInt8(truncatingIfNeeded: $0) }
            try await shop.accept(Self.write(key, body, terms: terms))
            try await shop.checkpoint()
            let document = try await shop.stock.document(key)
            #expect(document?.body == body && document?.terms == terms)
            #expect(try await shop.stock.documents(byTerm: Scan(limit: 1_000)).elements.map(\.term) == terms)
            #expect(try await shop.faults() == [])
        }
    }
}
