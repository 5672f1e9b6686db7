@testable import StockSimulation
import StockModel

extension RefusalCase {
    private static let delivered = line(Shops.shirt, 1, Shops.supplier, Shops.townFloor)
    private static let toTheBrim = move(.receive, [line(Shops.belt, .max, Shops.supplier, Shops.townFloor)])

    static let ofMove = [
        RefusalCase(
            "move returned units to a shelf without an inspection",
            move(.disposition, [line(Shops.shirt, 1, Shops.townReturns, Shops.townFloor)]),
            is: .guarded(needs: DocumentType.inspection, byAnother: false)),
        RefusalCase(
            "move repaired units to a shelf without an inspection",
            move(.repairIn, [line(Shops.shirt, 1, Shops.townRepair, Shops.townFloor)]),
            is: .guarded(needs: DocumentType.inspection, byAnother: false)),
        RefusalCase(
            "write quarantined units off without an approval",
            move(.adjust, [line(Shops.shirt, 1, Shops.townQuarantine, Shops.loss)]),
            is: .guarded(needs: DocumentType.approval, byAnother: true)),
        RefusalCase(
            "write quarantined units off with an approval of one's own",
            given: [.putDocument(DocumentWrite("approval/1", type: DocumentType.approval, body: []))],
            .transaction(
                Transaction(
                    preconditions: [.document("approval/1", at: 3)],
                    operations: [move(.adjust, [line(Shops.shirt, 1, Shops.townQuarantine, Shops.loss)])])),
            is: .guarded(needs: DocumentType.approval, byAnother: true)),
        RefusalCase(
            "move found units to a shelf without an approval",
            move(.adjust, [line(Shops.shirt, 6, Shops.loss, Shops.townFloor)]), is: .approvalRequired(threshold: 5)),
        RefusalCase(
            "move for the reason of a reversal", move(.reverse, [delivered]), is: .reasonIsReverse),
        RefusalCase("move nothing", move(.receive, []), is: .noLines),
        RefusalCase(
            "move 1,001 lines", move(.receive, Array(repeating: delivered, count: 1_001)), is: .limit(max: 1_000)),
        RefusalCase(
            "move no unit", move(.receive, [delivered, line(Shops.shirt, 0, Shops.supplier, Shops.townFloor)]),
            is: .quantityNotPositive),
        RefusalCase(
            "move a SKU that is not defined", move(.receive, [line(Shops.noSKU, 1, Shops.supplier, Shops.townFloor)]),
            is: .unknownSKU(Shops.noSKU)),
        RefusalCase(
            "move from a location that is not defined",
            move(.receive, [line(Shops.shirt, 1, Shops.noLocation, Shops.townFloor)]),
            is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "move to a location that is not defined",
            move(.receive, [line(Shops.shirt, 1, Shops.supplier, Shops.noLocation)]),
            is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "move to where it is", move(.scrap, [line(Shops.shirt, 1, Shops.townFloor, Shops.townFloor)]), is: .sameEnds
        ),
        RefusalCase(
            "move for a reason that does not go there",
            move(.receive, [line(Shops.shirt, 1, Shops.supplier, Shops.townDamaged)]),
            is: .reasonNotAllowed(.receive, from: .supplier, to: .damaged)),
        RefusalCase(
            "move more than is free", given: [held],
            move(.issue, [line(Shops.shirt, 4, Shops.townFloor, Shops.customer)]),
            is: .wouldGoNegative(sku: Shops.shirt, location: Shops.townFloor, available: 3)),
        RefusalCase(
            "move more than an earlier line left",
            move(
                .issue,
                [
                    line(Shops.shirt, 3, Shops.townFloor, Shops.customer),
                    line(Shops.shirt, 3, Shops.townFloor, Shops.customer),
                ]), is: .wouldGoNegative(sku: Shops.shirt, location: Shops.townFloor, available: 2)),
        RefusalCase(
            "move from an empty place that is not stock",
            move(.putaway, [line(Shops.shirt, 1, Shops.townReceiving, Shops.townFloor)]),
            is: .wouldGoNegative(sku: Shops.shirt, location: Shops.townReceiving, available: 0)),
        RefusalCase(
            "move in more than can be counted", given: [toTheBrim],
            move(.count, [line(Shops.belt, 1, Shops.loss, Shops.townFloor)]), is: .overflow),
        RefusalCase(
            "move as a fact that does not say why", factual(reason: 0, loss: Shops.loss), is: .factWithoutReason),
        RefusalCase(
            "move as a fact against a place that is not for losses", factual(reason: 1, loss: Shops.scrap),
            is: .locationNotLoss),
        RefusalCase(
            "move as a fact against a place that is not defined", factual(reason: 1, loss: Shops.noLocation),
            is: .unknownLocation(Shops.noLocation)),
    ]

    private static func factual(reason: UInt16, loss: LocationID) -> StockModel.Operation {
        .move(
            Move(
                .disposition, lines: [line(Shops.shirt, 1, Shops.townFloor, Shops.townDamaged)],
                fact: Fact(reason: reason, loss: loss)))
    }

    private static let scrapped = move(.scrap, [line(Shops.shirt, 2, Shops.townFloor, Shops.scrap)])
    private static let received = move(.receive, [line(Shops.shirt, 2, Shops.supplier, Shops.townReceiving)])
    /// Master data takes sequence 1 and the stock 2, so this is 3.
    private static let third = MovementID(sequence: 3, line: 0)

    static let ofCorrections = [
        RefusalCase(
            "adjust by nothing", .adjust(Adjust(Shops.shirt, at: Shops.townFloor, by: 0, loss: Shops.loss)),
            is: .differenceIsZero),
        RefusalCase(
            "adjust a SKU that is not defined",
            .adjust(Adjust(Shops.noSKU, at: Shops.townFloor, by: 1, loss: Shops.loss)), is: .unknownSKU(Shops.noSKU)),
        RefusalCase(
            "adjust at a location that is not defined",
            .adjust(Adjust(Shops.shirt, at: Shops.noLocation, by: 1, loss: Shops.loss)),
            is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "adjust at a virtual location", .adjust(Adjust(Shops.shirt, at: Shops.customer, by: 1, loss: Shops.loss)),
            is: .locationNotPhysical),
        RefusalCase(
            "adjust against a place that is not for losses",
            .adjust(Adjust(Shops.shirt, at: Shops.townFloor, by: 1, loss: Shops.scrap)), is: .locationNotLoss),
        RefusalCase(
            "adjust a shelf by more than may be found without an approval",
            .adjust(Adjust(Shops.shirt, at: Shops.townFloor, by: 6, loss: Shops.loss)),
            is: .approvalRequired(threshold: 5)),
        RefusalCase(
            "adjust a shelf of a site where nothing may be found without an approval",
            .adjust(Adjust(Shops.shirt, at: Shops.outletFloor, by: 1, loss: Shops.loss)),
            is: .approvalRequired(threshold: 0)),
        RefusalCase(
            "adjust the quarantine without an approval",
            .adjust(Adjust(Shops.shirt, at: Shops.townQuarantine, by: -1, loss: Shops.loss)),
            is: .guarded(needs: DocumentType.approval, byAnother: true)),
        RefusalCase(
            "adjust by more than can be counted",
            .adjust(Adjust(Shops.shirt, at: Shops.townFloor, by: .min, loss: Shops.loss)), is: .overflow),
        RefusalCase(
            "count at a virtual location", .count(Count(at: Shops.supplier, anchor: 1, lines: [], loss: Shops.loss)),
            is: .locationNotPhysical),
        RefusalCase(
            "count against a location that is not defined",
            .count(Count(at: Shops.townFloor, anchor: 1, lines: [], loss: Shops.noLocation)),
            is: .unknownLocation(Shops.noLocation)),
        RefusalCase(
            "count from a sequence that has not happened",
            .count(
                Count(at: Shops.townFloor, anchor: 3, lines: [CountLine(Shops.shirt, counted: 5)], loss: Shops.loss)),
            is: .anchorInTheFuture),
        RefusalCase(
            "count nothing", .count(Count(at: Shops.townFloor, anchor: 2, lines: [], loss: Shops.loss)), is: .noLines),
        RefusalCase(
            "count fewer than none",
            .count(
                Count(at: Shops.townFloor, anchor: 2, lines: [CountLine(Shops.shirt, counted: -1)], loss: Shops.loss)),
            is: .countIsNegative),
        RefusalCase(
            "count a SKU twice",
            .count(
                Count(
                    at: Shops.townFloor, anchor: 2,
                    lines: [CountLine(Shops.shirt, counted: 5), CountLine(Shops.shirt, counted: 5)], loss: Shops.loss)),
            is: .duplicate),
        RefusalCase(
            "count a SKU that is not defined",
            .count(
                Count(at: Shops.townFloor, anchor: 2, lines: [CountLine(Shops.noSKU, counted: 0)], loss: Shops.loss)),
            is: .unknownSKU(Shops.noSKU)),
        RefusalCase(
            "reverse what never was", .reverse(Reverse(MovementID(sequence: 2, line: 5))), is: .notFound),
        RefusalCase(
            "reverse a movement of a sale", given: [sell([SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor)])],
            .reverse(Reverse(third)), is: .notReversible),
        RefusalCase(
            "reverse a reversal", given: [scrapped, .reverse(Reverse(third))],
            .reverse(Reverse(MovementID(sequence: 4, line: 0))), is: .notReversible),
        RefusalCase(
            "reverse twice", given: [scrapped, .reverse(Reverse(third))], .reverse(Reverse(third)),
            is: .alreadyReversed(by: MovementID(sequence: 4, line: 0))),
        RefusalCase(
            "reverse when the units are gone",
            given: [received, move(.putaway, [line(Shops.shirt, 1, Shops.townReceiving, Shops.townFloor)])],
            .reverse(Reverse(third)),
            is: .wouldGoNegative(sku: Shops.shirt, location: Shops.townReceiving, available: 1)),
        RefusalCase(
            "reverse without an inspection what took units from a shelf to the damaged ones",
            given: [move(.disposition, [line(Shops.shirt, 2, Shops.townFloor, Shops.townDamaged)])],
            .reverse(Reverse(third)), is: .guarded(needs: DocumentType.inspection, byAnother: false)),
    ]
}
