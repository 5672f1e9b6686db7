@testable import StockSimulation
import StockModel

extension RefusalCase {
    /// Two hats are there and are held; one more waits.
    private static let asked = reserve(
        [ReserveLine(Shops.hat, quantity: 3)], mode: .backorder, from: .byRank(splitsMax: 2))

    private static func allocate(
        _ quantity: Quantity? = nil, line: UInt16 = 0, from location: LocationID = Shops.townFloor
    ) -> StockModel.Operation {
        .allocate(Allocate(1, line: line, quantity: quantity, from: location))
    }

    static let ofBackorders = [
        RefusalCase("allocate what is not known", allocate(), is: .notFound),
        RefusalCase(
            "allocate no unit", given: [asked, committed], allocate(0), is: .quantityNotPositive),
        RefusalCase(
            "allocate a line that is not there", given: [asked, committed], allocate(line: 1), is: .unknownLine),
        RefusalCase(
            "allocate from a location that is not defined", given: [asked, committed],
            allocate(from: Shops.noLocation), is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "allocate what was not committed yet", given: [asked], allocate(), is: .exceedsWaiting(line: 0, waiting: 0)),
        RefusalCase(
            "allocate more than waits", given: [asked, committed], allocate(2),
            is: .exceedsWaiting(line: 0, waiting: 1)),
        RefusalCase(
            "allocate where there is none", given: [asked, committed], allocate(),
            is: .insufficientStock([short(Shops.hat, at: Shops.townFloor, 1, of: 0)])),
        RefusalCase(
            "allocate from where the customer has not chosen",
            given: [
                reserve([ReserveLine(Shops.hat, quantity: 2)], mode: .backorder, from: .site(Shops.harbour)), committed,
            ], allocate(), is: .insufficientStock([short(Shops.hat, at: Shops.townFloor, 1, of: 0)])),
        RefusalCase(
            "allocate beyond a cap",
            given: [
                asked, committed, .define([.policy(ChannelPolicy(Shops.web, Shops.hat, cap: Cap(2)))]),
                Shops.delivery([(Shops.hat, 1, Shops.townFloor)]),
            ], allocate(), is: .capExceeded([CapUse(sku: Shops.hat, cap: 2, used: 2, requested: 1)])),
        RefusalCase(
            "wait at a place from which the channel promises nothing",
            reserve([ReserveLine(Shops.hat, quantity: 2, at: Shops.townReturns)], mode: .backorder),
            is: .insufficientStock([short(Shops.hat, at: Shops.townReturns, 2, of: 0)])),
        RefusalCase(
            "wait through a channel that accepts no backorders",
            reserve([ReserveLine(Shops.hat, quantity: 3)], channel: Shops.tills, mode: .backorder),
            is: .insufficientStock([short(Shops.hat, 3, of: 2)])),
        RefusalCase(
            "wait for more than a cap allows",
            given: [.define([.policy(ChannelPolicy(Shops.web, Shops.hat, cap: Cap(2)))])], asked,
            is: .capExceeded([CapUse(sku: Shops.hat, cap: 2, used: 0, requested: 3)])),
        RefusalCase(
            "commit a backorder past its deadline",
            given: [reserve([ReserveLine(Shops.belt, quantity: 1)], mode: .backorder)], wait: 15 * 60_000, committed,
            is: .expired(at: Shops.opening.advanced(byMilliseconds: 15 * 60_000))),
        RefusalCase(
            "commit a backorder twice",
            given: [reserve([ReserveLine(Shops.belt, quantity: 1)], mode: .backorder), committed], committed,
            is: .alreadyResolved(as: .committed)),
        RefusalCase(
            "fulfil what waits",
            given: [reserve([ReserveLine(Shops.belt, quantity: 1)], mode: .backorder), committed], fulfilled,
            is: .exceedsCommitted(line: 0, committed: 0)),
        RefusalCase(
            "re-source what waits",
            given: [reserve([ReserveLine(Shops.belt, quantity: 1)], mode: .backorder), committed],
            .reSource(ReSource(1, line: 0, to: Shops.townFloor)), is: .exceedsHeld(line: 0, held: 0)),
    ]
}
