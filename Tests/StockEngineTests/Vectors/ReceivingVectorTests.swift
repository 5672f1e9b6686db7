@testable import StockSimulation
import StockAPI
import StockModel
import Testing

/// The worked numbers, "Receiving": the order is a document whose body is what is ordered, received and cancelled.
@Suite struct ReceivingVectorTests {
    private typealias Shops = CornerShops

    private struct Order {
        var ordered: UInt8
        var received: UInt8 = 0
        var cancelled: UInt8 = 0

        var open: UInt8 { ordered - received - cancelled }

        func write() -> StockModel.Operation {
            .putDocument(
                DocumentWrite("po/1", type: 1, body: [ordered, received, cancelled], terms: open > 0 ? ["open"] : []))
        }

        init(ordered: UInt8) { self.ordered = ordered }

        init?(_ document: Document?) {
            guard let body = document?.body, body.count == 3 else { return nil }
            (ordered, received, cancelled) = (body[0], body[1], body[2])
        }
    }

    /// Reads the order, and writes it again with what arrived, if it is still as it was read.
    private static func receive(_ units: UInt8, at shop: Shop) async throws {
        let read = try await shop.stock.document("po/1")
        let document = try #require(read)
        var order = try #require(Order(document))
        order.received += units
        let line = MoveLine(Shops.shirt, quantity: Quantity(units), from: Shops.supplier, to: Shops.townReceiving)
        let arrival = Move(.receive, lines: [line], context: MovementContext(document: "po/1"))
        let transaction = Transaction(
            preconditions: [.document("po/1", at: document.version)], operations: [.move(arrival), order.write()])
        try await shop.accept(.transaction(transaction))
    }

    private static func received(at shop: Shop) async throws -> Quantity {
        try await shop.stock.movements(on: "po/1", after: .none, limit: 100).map(\.quantity).reduce(0, +)
    }

    @Test func `RC-2: of 10 ordered 4 and 3 are received and 3 cancelled, and it sums to 10`() async throws {
        try await withShop { shop in
            try await shop.accept(Order(ordered: 10).write())
            try await Self.receive(4, at: shop)
            try await Self.receive(3, at: shop)
            #expect(try await shop.stock.documents(byTerm: Scan()).elements.map(\.key) == ["po/1"])

            var order = try #require(Order(try await shop.stock.document("po/1")))
            order.cancelled = order.open
            try await shop.accept(order.write())
            let closed = try #require(Order(try await shop.stock.document("po/1")))
            #expect(closed.received == 7 && closed.open == 0 && closed.cancelled == 3)
            #expect(try await Self.received(at: shop) == 7)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townReceiving) == 7)
            #expect(try await shop.stock.documents(byTerm: Scan()).elements == [])
        }
    }

    @Test func `RC-3: 9 full cartons of 12 and one of 7 are 115 pieces received and 5 short`() async throws {
        try await withShop { shop in
            try await shop.accept(Order(ordered: 10 * 12).write())
            for pieces in Array(repeating: 12, count: 9) + [7] as [UInt8] { try await Self.receive(pieces, at: shop) }
            #expect(try await Self.received(at: shop) == 115)
            #expect(Order(try await shop.stock.document("po/1"))?.open == 5)
        }
    }
}
