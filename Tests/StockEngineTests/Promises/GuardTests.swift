@testable import StockSimulation
import StockAPI
import StockModel
import Testing

@Suite("Movements that need a paper")
struct GuardTests {
    private typealias Shops = CornerShops

    private static func counted(_ units: Quantity, at location: LocationID = Shops.townFloor) -> StockModel.Operation {
        .count(Count(at: location, anchor: 2, lines: [CountLine(Shops.shirt, counted: units)], loss: Shops.loss))
    }

    private static func with(
        _ papers: [Precondition], _ operation: StockModel.Operation
    ) -> StockModel.Operation {
        .transaction(Transaction(preconditions: papers, operations: [operation]))
    }

    private static let places: [LocationKind: LocationID] = [
        .stock: Shops.townFloor, .receiving: Shops.townReceiving, .returns: Shops.townReturns,
        .quarantine: Shops.townQuarantine, .damaged: Shops.townDamaged, .repair: Shops.townRepair,
        .transit: Shops.toOutlet, .loss: Shops.loss, .supplier: Shops.supplier,
        .transform: Shops.workshop,
    ]

    private static func reason(from: LocationKind, to: LocationKind) -> Reason {
        switch (from, to) {
        case (.loss, _), (_, .loss): .adjust
        case (.repair, _): .repairIn
        case (.supplier, _): .receive
        case (.transform, _): .relabel
        case (.receiving, .stock): .putaway
        default: .disposition
        }
    }

    @Test(arguments: MovementGuard.all) func `are refused without it, and done with it`(guarded: MovementGuard)
        async throws
    {
        for from in guarded.from {
            for to in guarded.to {
                try await withShop { shop in try await Self.look(at: guarded, from: from, to: to, in: shop) }
            }
        }
    }

    private static func look(
        at guarded: MovementGuard, from: LocationKind, to: LocationKind, in shop: Shop
    ) async throws {
        let start = try #require(places[from])
        let end = try #require(places[to])
        if guarded.isOfSKUsThatNeedInspection {
            try await shop.accept(.define([.sku(SKUDefinition(Shops.shirt, code: "SHIRT", needsInspection: true))]))
        }
        if from.isPhysical {
            let found = RefusalCase.move(.adjust, [RefusalCase.line(Shops.shirt, 9, Shops.loss, start)])
            try await shop.accept(with([try await shop.write("found/1", type: DocumentType.approval)], found))
        }
        let movement = RefusalCase.move(
            reason(from: from, to: to), [RefusalCase.line(Shops.shirt, 9, start, end)])
        let isTown = try #require(Shops.physical.first { $0.0 == end } ?? Shops.physical.first).2 == Shops.town
        let refusal =
            guarded.hasThreshold
            ? Refusal.approvalRequired(threshold: isTown ? 5 : 0)
            : .guarded(needs: guarded.needs, byAnother: guarded.byAnother)
        #expect(try await shop.refusal(of: movement) == refusal, "\(from) to \(to)")
        // A paper of another type, and where two people have to look one of one's own, do not count.
        let other = try await shop.write("other/1", type: guarded.needs + 10)
        #expect(try await shop.refusal(of: with([other], movement)) == refusal)
        let own = try await shop.write("own/1", type: guarded.needs, by: 1)
        #expect(try await shop.refusal(of: with([own], movement)) == (guarded.byAnother ? refusal : nil))
        if guarded.byAnother {
            let paper = try await shop.write("paper/1", type: guarded.needs)
            try await shop.accept(with([paper], movement))
        }
        let (place, units) = from.isPhysical ? (start, 0 as Quantity) : (end, 9)
        #expect(try await shop.onHand(Shops.shirt, at: place) == units)
        #expect(try await shop.faults() == [])
    }

    @Test func `count a paper as it was before the transaction, which cannot write it itself`() async throws {
        try await withShop { shop in
            let movement = RefusalCase.move(.disposition, [RefusalCase.line(Shops.shirt, 1, Shops.townReturns, 11)])
            let inspection = DocumentWrite("inspection/1", type: DocumentType.inspection, body: [])
            let both = Transaction(
                preconditions: [.absent(inspection.key)], operations: [.putDocument(inspection), movement])
            let refusal = try await shop.submit(.transaction(both)).refusal
            #expect(refusal == .guarded(needs: DocumentType.inspection, byAnother: false))
            #expect(try await shop.stock.document(inspection.key) == nil)
        }
    }

    @Test func `freeze what a count misses, and an approval writes it off`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            let answer = try await shop.accept(Self.counted(7))
            #expect(answer.outcome == .counted(CountResult(lines: [CountedLine(-3, .frozen)])))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townQuarantine) == 3)
            #expect(try await shop.availableToSell(Shops.shirt) == 7)
            let writeOff = StockModel.Operation.adjust(
                Adjust(Shops.shirt, at: Shops.townQuarantine, by: -2, loss: Shops.loss))
            try await shop.accept(
                Self.with([try await shop.write("approval/1", type: DocumentType.approval)], writeOff))
            // One of them turned up: an inspection puts it back.
            try await shop.acceptInspected(
                RefusalCase.move(
                    .disposition, [RefusalCase.line(Shops.shirt, 1, Shops.townQuarantine, Shops.townFloor)]))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townQuarantine) == 0)
            #expect(try await shop.availableToSell(Shops.shirt) == 8)
        }
    }

    @Test func `let what a count finds wait, and what is within the limit of the site be sold`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.townFloor)
            #expect(
                try await shop.accept(Self.counted(16)).outcome
                    == .counted(CountResult(lines: [CountedLine(6, .waits)])))
            #expect(try await shop.availableToSell(Shops.shirt) == 10)
            let approval = try await shop.write("approval/1", type: DocumentType.approval)
            try await shop.accept(Self.with([approval], Self.counted(16)))
            #expect(try await shop.availableToSell(Shops.shirt) == 16)
        }
    }

    @Test func `freeze nothing where a site has no quarantine`() async throws {
        try await withShop { shop in
            try await shop.deliver(10, of: Shops.shirt, to: Shops.outletFloor)
            let answer = try await shop.accept(Self.counted(7, at: Shops.outletFloor))
            #expect(answer.outcome == .counted(CountResult(lines: [CountedLine(-3, .booked)])))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.loss) == 3)
        }
    }

    @Test func `are judged by what a command brings in all, in however many lines`() async throws {
        try await withShop { shop in
            let five = RefusalCase.line(Shops.shirt, 5, Shops.loss, Shops.townFloor)
            let needed = Refusal.approvalRequired(threshold: 5)
            #expect(try await shop.refusal(of: RefusalCase.move(.adjust, [five, five])) == needed)
            let adjust = StockModel.Operation.adjust(
                Adjust(Shops.shirt, at: Shops.townFloor, by: 3, loss: Shops.loss))
            #expect(try await shop.refusal(of: .transaction(Transaction(operations: [adjust, adjust]))) == needed)
            try await shop.deliver(1, of: Shops.hat, to: Shops.townFloor)
            // What waits for an approval does not count, and what was refused does not count against the next.
            let counted = Self.counted(9)
            let both = try await shop.accept(.transaction(Transaction(operations: [counted, adjust])))
            guard case .transacted(let outcomes) = both.outcome else { return }
            #expect(outcomes.first == .counted(CountResult(lines: [CountedLine(9, .waits)])))
            try await shop.accept(.reverse(Reverse(MovementID(sequence: both.sequence, line: 0))), refused: true)
            let approval = try await shop.write("approval/1", type: DocumentType.approval)
            try await shop.accept(
                Self.with([approval], .reverse(Reverse(MovementID(sequence: both.sequence, line: 0)))))
            try await shop.accept(RefusalCase.move(.adjust, [five]))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 5)
        }
    }
}
