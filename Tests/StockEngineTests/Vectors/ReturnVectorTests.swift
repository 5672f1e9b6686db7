@testable import StockSimulation
import StockAPI
import StockModel
import Testing

/// The worked numbers, "Returns".
@Suite struct ReturnVectorTests {
    private typealias Shops = CornerShops

    static func takeBack(_ quantity: Quantity, of id: ReservationID, to place: LocationID = Shops.townReturns)
        -> StockModel.Operation
    {
        .return(ReturnGoods(id, lines: [FulfilLine(line: 0, quantity: quantity)], from: Shops.customer, to: place))
    }

    @Test
    func
        `RT-1: 2 bought, 2 taken back by each of two stores at once: one is refused, its goods are booked all the same`()
        async throws
    {
        try await withShop { shop in
            try await shop.deliver(2, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(RefusalCase.sell([SellLine(Shops.shirt, quantity: 2, at: Shops.townFloor)]))
            let places = [Shops.townReturns, Shops.harbourReturns]
            let answers = try await atOnce(2) { store in
                [try await shop.submit(Self.takeBack(2, of: 1, to: places[store]))]
            }
            #expect(answers.compactMap(\.refusal) == [.exceedsReturnable(line: 0, returnable: 0)])
            #expect(try await shop.stock.reservation(1)?.allocations.map(\.returned) == [2])

            // The other two are in the store's hands: a fact, booked without the sale.
            let goods = RefusalCase.move(
                .returnIn, [RefusalCase.line(Shops.shirt, 2, Shops.customer, Shops.harbourReturns)])
            try await shop.accept(goods)
            #expect(try await shop.stock.reservation(1)?.allocations.map(\.returned) == [2])
            #expect(try await shop.availableToSell(Shops.shirt) == 0)
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `RT-2: a refund without goods is a paper, and the stock is as it was`() async throws {
        try await withShop { shop in
            try await shop.deliver(2, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(RefusalCase.sell([SellLine(Shops.shirt, quantity: 2, at: Shops.townFloor)]))
            let levels = try await shop.stock.levels(of: Shops.shirt)
            try await shop.accept(.putDocument(DocumentWrite("refund/1", type: 9, body: [2], terms: ["refund"])))
            #expect(try await shop.stock.levels(of: Shops.shirt) == levels)
        }
    }

    @Test func `RT-3: a return of grade C is repaired before it can be sold again`() async throws {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            try await shop.accept(RefusalCase.sell([SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor)]))
            let steps = [
                Self.takeBack(1, of: 1),
                RefusalCase.move(.repairOut, [RefusalCase.line(Shops.shirt, 1, Shops.townReturns, Shops.townRepair)]),
                RefusalCase.move(.repairIn, [RefusalCase.line(Shops.shirt, 1, Shops.townRepair, Shops.townQuarantine)]),
            ]
            for step in steps {
                try await shop.accept(step)
                #expect(try await shop.availableToSell(Shops.shirt) == 0)
            }
            let onShelf = RefusalCase.move(
                .disposition, [RefusalCase.line(Shops.shirt, 1, Shops.townQuarantine, Shops.townFloor)])
            // Inspected again, or not at all.
            #expect(try await shop.refusal(of: onShelf) == .guarded(needs: DocumentType.inspection, byAnother: false))
            try await shop.acceptInspected(onShelf)
            #expect(try await shop.availableToSell(Shops.shirt) == 1)
        }
    }

    @Test func `RT-4: the last hat goes to the exchange or to the other buyer, and the return is not lost`()
        async throws
    {
        try await withShop { shop in
            try await shop.deliver(1, of: Shops.shirt, to: Shops.townFloor)
            try await shop.deliver(1, of: Shops.hat, to: Shops.townFloor)
            try await shop.accept(RefusalCase.sell([SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor)]))
            let granted = try await atOnce(2) { buyer in
                let back = buyer == 0 ? try await shop.refusal(of: Self.takeBack(1, of: 1)) : nil
                #expect(back == nil)
                let hat = [ReserveLine(Shops.hat, quantity: 1)]
                let answer = try await shop.submit(RefusalCase.reserve(hat, as: shop.newReservation()))
                return [answer.plan != nil]
            }
            #expect(granted.count { $0 } == 1)
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townReturns) == 1)
        }
    }
}
