@testable import StockSimulation
import StockModel

extension RefusalCase {
    private static let deadline = CornerShops.opening.advanced(byMilliseconds: 15 * 60_000)
    private static let past: Int64 = 15 * 60_000

    private static func reSource(_ line: UInt16, to: LocationID, _ quantity: Quantity? = nil) -> StockModel.Operation {
        .reSource(ReSource(1, line: line, to: to, quantity: quantity))
    }

    static let ofReSourcing = [
        RefusalCase("re-source what is not known", reSource(0, to: Shops.harbourFloor), is: .notFound),
        RefusalCase(
            "re-source no unit", given: [held], reSource(0, to: Shops.harbourFloor, 0), is: .quantityNotPositive),
        RefusalCase(
            "re-source what was released", given: [held, released], reSource(0, to: Shops.harbourFloor),
            is: .alreadyResolved(as: .released)),
        RefusalCase(
            "re-source a line that is not there", given: [held], reSource(2, to: Shops.harbourFloor), is: .unknownLine),
        RefusalCase(
            "re-source to a location that is not defined", given: [held], reSource(0, to: Shops.noLocation),
            is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "re-source more than lies elsewhere", given: [held], reSource(0, to: Shops.harbourFloor, 3),
            is: .exceedsHeld(line: 0, held: 2)),
        RefusalCase(
            "re-source to where it is", given: [held], reSource(0, to: Shops.townFloor),
            is: .exceedsHeld(line: 0, held: 0)),
        RefusalCase(
            "re-source to where there are not enough",
            given: [held, reserve([ReserveLine(Shops.hat, quantity: 1)], as: 2)],
            reSource(1, to: Shops.harbourFloor),
            is: .insufficientStock([short(Shops.hat, at: Shops.harbourFloor, 1, of: 0)])),
        RefusalCase(
            "re-source to where nothing is sold", given: [held], reSource(0, to: Shops.townReturns),
            is: .insufficientStock([short(Shops.shirt, at: Shops.townReturns, 2, of: 0)])),
        RefusalCase(
            "re-source a part of a line of kits",
            given: [
                Shops.delivery([(Shops.sock, 2, Shops.townFloor)]),
                reserve([ReserveLine(Shops.outfit, quantity: 1)]),
            ],
            reSource(0, to: Shops.harbourFloor, 1), is: .kitsMoveWhole),
    ]

    static let ofReviving = [
        RefusalCase(
            "revive what is gone, in part", given: [held],
            wait: 900_000,
            .transaction(
                Transaction(operations: [
                    reserve([ReserveLine(Shops.shirt, quantity: 4, at: Shops.townFloor)], as: 2),
                    .commit(Commit(1, revives: true)),
                ])),
            is: .insufficientStock([short(Shops.shirt, at: Shops.townFloor, 2, of: 1)])),
        RefusalCase(
            "revive more than has ended", given: [held], wait: 900_000,
            .commit(Commit(1, quantities: [LineQuantity(line: 1, quantity: 2)], revives: true)),
            is: .exceedsHeld(line: 1, held: 1)),
        RefusalCase(
            "revive what was given up", given: [held, released], .commit(Commit(1, revives: true)),
            is: .alreadyResolved(as: .released)),
    ]

    static let ofPromises = [
        RefusalCase("extend what never was", .extend(Extend(9)), is: .notFound),
        RefusalCase("commit what never was", .commit(Commit(9)), is: .notFound),
        RefusalCase("release what never was", .release(Release(9)), is: .notFound),
        RefusalCase(
            "extend for no time", given: [held], .extend(Extend(1, holdMilliseconds: 0)), is: .holdNotPositive),
        RefusalCase(
            "extend what is committed", given: [held, committed], .extend(Extend(1)),
            is: .alreadyResolved(as: .committed)),
        RefusalCase(
            "extend what has ended", given: [held], wait: past, .extend(Extend(1)), is: .expired(at: deadline)),
        RefusalCase(
            "extend beyond a longest hold that has passed",
            given: [
                held,
                .define([
                    .channel(
                        ChannelDefinition(
                            Shops.web, code: "WEB", sites: [Shops.town], defaultHoldMilliseconds: 1_000,
                            longestHoldMilliseconds: 60_000))
                ]),
            ], wait: 60_000, .extend(Extend(1)), is: .limit(max: 60_000)),
        RefusalCase(
            "commit twice", given: [held, committed], committed, is: .alreadyResolved(as: .committed)),
        RefusalCase(
            "commit what was released", given: [held, released], committed, is: .alreadyResolved(as: .released)),
        RefusalCase("commit what has ended", given: [held], wait: past, committed, is: .expired(at: deadline)),
        RefusalCase(
            "commit what was fulfilled", given: [held, committed, fulfilled], committed,
            is: .alreadyResolved(as: .fulfilled)),
        RefusalCase("commit no lines", given: [held], .commit(Commit(1, quantities: [])), is: .noLines),
        RefusalCase(
            "commit 101 lines", given: [held],
            .commit(Commit(1, quantities: (0...100).map { LineQuantity(line: $0, quantity: 1) })), is: .limit(max: 100)),
        RefusalCase(
            "commit no unit", given: [held], .commit(Commit(1, quantities: [LineQuantity(line: 0, quantity: 0)])),
            is: .quantityNotPositive),
        RefusalCase(
            "commit a line twice", given: [held],
            .commit(Commit(1, quantities: [LineQuantity(line: 0, quantity: 1), LineQuantity(line: 0, quantity: 1)])),
            is: .duplicate),
        RefusalCase(
            "commit a line that is not there", given: [held],
            .commit(Commit(1, quantities: [LineQuantity(line: 2, quantity: 1)])), is: .unknownLine),
        RefusalCase(
            "commit more than is held", given: [held],
            .commit(Commit(1, quantities: [LineQuantity(line: 1, quantity: 1), LineQuantity(line: 0, quantity: 3)])),
            is: .exceedsHeld(line: 0, held: 2)),
        RefusalCase("release twice", given: [held, released], released, is: .alreadyResolved(as: .released)),
        RefusalCase("release what has ended", given: [held], wait: past, released, is: .alreadyResolved(as: .expired)),
        RefusalCase(
            "release what was fulfilled", given: [held, committed, fulfilled], released,
            is: .alreadyResolved(as: .fulfilled)),
        RefusalCase("release no lines", given: [held], .release(Release(1, quantities: [])), is: .noLines),
        RefusalCase(
            "release more than is held and committed",
            given: [held, .commit(Commit(1, quantities: [LineQuantity(line: 0, quantity: 1)]))],
            .release(Release(1, quantities: [LineQuantity(line: 0, quantity: 3)])), is: .exceedsHeld(line: 0, held: 2)),
    ]

    static let ofFulfilment = [
        RefusalCase("fulfil what never was", .fulfil(Fulfil(9, to: Shops.customer)), is: .notFound),
        RefusalCase(
            "fulfil to a location that is not defined", given: [held, committed],
            .fulfil(Fulfil(1, to: Shops.noLocation)), is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "fulfil to a place where sales do not go", given: [held, committed],
            .fulfil(Fulfil(1, to: Shops.scrap)), is: .reasonNotAllowed(.issue, from: .stock, to: .scrap)),
        RefusalCase(
            "fulfil what is only held", given: [held], fulfilled, is: .exceedsCommitted(line: 0, committed: 0)),
        RefusalCase(
            "fulfil twice", given: [held, committed, fulfilled], fulfilled, is: .alreadyResolved(as: .fulfilled)),
        RefusalCase(
            "fulfil what was released", given: [held, released], fulfilled, is: .alreadyResolved(as: .released)),
        RefusalCase("fulfil what has ended", given: [held], wait: past, fulfilled, is: .alreadyResolved(as: .expired)),
        RefusalCase(
            "fulfil no lines", given: [held, committed], .fulfil(Fulfil(1, lines: [], to: Shops.customer)), is: .noLines
        ),
        RefusalCase(
            "fulfil more than is committed", given: [held, committed],
            .fulfil(Fulfil(1, lines: [FulfilLine(line: 0, quantity: 3)], to: Shops.customer)),
            is: .exceedsCommitted(line: 0, committed: 2)),
        RefusalCase(
            "take back what never was",
            .return(
                ReturnGoods(9, lines: [FulfilLine(line: 0, quantity: 1)], from: Shops.customer, to: Shops.townReturns)),
            is: .notFound),
        RefusalCase(
            "take back nothing", given: [held, committed, fulfilled],
            .return(ReturnGoods(1, lines: [], from: Shops.customer, to: Shops.townReturns)), is: .noLines),
        RefusalCase(
            "take back 101 lines", given: [held, committed, fulfilled],
            .return(
                ReturnGoods(
                    1, lines: (0...100).map { FulfilLine(line: $0, quantity: 1) }, from: Shops.customer,
                    to: Shops.townReturns)), is: .limit(max: 100)),
        RefusalCase(
            "take back to a location that is not defined", given: [held, committed, fulfilled],
            .return(
                ReturnGoods(1, lines: [FulfilLine(line: 0, quantity: 1)], from: Shops.customer, to: Shops.noLocation)),
            is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "take back straight into stock", given: [held, committed, fulfilled],
            .return(
                ReturnGoods(1, lines: [FulfilLine(line: 0, quantity: 1)], from: Shops.customer, to: Shops.townFloor)),
            is: .reasonNotAllowed(.returnIn, from: .customer, to: .stock)),
        RefusalCase(
            "take back more than was fulfilled", given: [held, committed, fulfilled],
            .return(
                ReturnGoods(1, lines: [FulfilLine(line: 0, quantity: 3)], from: Shops.customer, to: Shops.townReturns)),
            is: .exceedsReturnable(line: 0, returnable: 2)),
        RefusalCase(
            "take back what never left", given: [held],
            .return(
                ReturnGoods(1, lines: [FulfilLine(line: 0, quantity: 1)], from: Shops.customer, to: Shops.townReturns)),
            is: .exceedsReturnable(line: 0, returnable: 0)),
    ]

    private static let shirtFromTown = SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor)

    static let ofSell = [
        RefusalCase(
            "sell for a channel that is not defined", sell([shirtFromTown], channel: Shops.noChannel),
            is: .unknownChannel(Shops.noChannel)),
        RefusalCase("sell nothing", sell([]), is: .noLines),
        RefusalCase("sell 101 lines", sell(Array(repeating: shirtFromTown, count: 101)), is: .limit(max: 100)),
        RefusalCase(
            "sell no unit", sell([SellLine(Shops.shirt, quantity: 0, at: Shops.townFloor)]), is: .quantityNotPositive),
        RefusalCase(
            "sell a SKU that is not defined", sell([SellLine(Shops.noSKU, quantity: 1, at: Shops.townFloor)]),
            is: .unknownSKU(Shops.noSKU)),
        RefusalCase(
            "sell a SKU that is not on sale any more",
            sell([SellLine(Shops.discontinued, quantity: 1, at: Shops.townFloor)]), is: .skuInactive(Shops.discontinued)
        ),
        RefusalCase(
            "sell from a location that is not defined",
            sell([SellLine(Shops.shirt, quantity: 1, at: Shops.noLocation)]),
            is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "sell to a location that is not defined", sell([shirtFromTown], to: Shops.noLocation),
            is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "sell to a place where sales do not go", sell([shirtFromTown], to: Shops.loss),
            is: .reasonNotAllowed(.issue, from: .stock, to: .loss)),
        RefusalCase(
            "sell more than is there, over two lines",
            sell([
                SellLine(Shops.shirt, quantity: 3, at: Shops.townFloor),
                SellLine(Shops.hat, quantity: 1, at: Shops.townFloor),
                SellLine(Shops.shirt, quantity: 3, at: Shops.townFloor),
            ]), is: .insufficientStock([short(Shops.shirt, at: Shops.townFloor, 6, of: 5)])),
        RefusalCase(
            "sell more than can be counted",
            sell([SellLine(Shops.shirt, quantity: .max, at: Shops.townFloor), shirtFromTown]), is: .overflow),
    ]
}
