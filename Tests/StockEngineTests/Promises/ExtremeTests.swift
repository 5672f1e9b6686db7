@testable import StockSimulation
import StockAPI
import StockModel
import Testing

/// Values at the ends of their range, and requests at the ends of their limits.
@Suite struct ExtremeTests {
    private typealias Shops = CornerShops

    /// The earliest moment there is ended the process.
    @Test(arguments: [Int64.min, .min + 1, -1, .max])
    func `a movement may have happened at any moment that can be written down`(milliseconds: Int64) async throws {
        try await withShop { shop in
            let moment = Instant(millisecondsSinceEpoch: milliseconds)
            let line = MoveLine(Shops.shirt, quantity: 1, from: Shops.supplier, to: Shops.harbourFloor)
            try await shop.accept(.move(Move(.receive, lines: [line], context: MovementContext(occurredAt: moment))))
            let movement = try #require(try await shop.stock.movements(after: .none, limit: 1).first)
            #expect(movement.occurredAt == moment)
            let day: Int32 = milliseconds == -1 ? -1 : milliseconds < 0 ? .min : .max
            #expect(movement.businessDate == day)
        }
    }

    @Test(arguments: [Int64.min, .max])
    func `a request may claim any moment, and is refused`(milliseconds: Int64) async throws {
        try await withShop { shop in
            var command = shop.command(RefusalCase.stock)
            command.issuedAt = Instant(millisecondsSinceEpoch: milliseconds)
            let refusal = try await shop.stock.submit(command).refusal
            #expect(
                refusal
                    == (milliseconds > 0 ? .invalid(.issuedInTheFuture) : .tooOld(windowMilliseconds: 7 * 86_400_000)))
        }
    }

    /// As much as can be counted, in two places of the town and at the harbour.
    private func withPlenty(_ body: (Shop) async throws -> Void) async throws {
        try await withShop { shop in
            let steps = [
                RefusalCase.move(.receive, [RefusalCase.line(Shops.shirt, .max, Shops.supplier, Shops.townFloor)]),
                RefusalCase.move(
                    .relabel, [RefusalCase.line(Shops.shirt, .max, Shops.otherWorkshop, Shops.townCellar)]),
                RefusalCase.move(
                    .disassemble, [RefusalCase.line(Shops.shirt, .max, Shops.workshop, Shops.harbourFloor)]),
            ]
            for step in steps { try await shop.accept(step) }
            try await body(shop)
        }
    }

    @Test func `what is available in several places stops at the largest quantity`() async throws {
        try await withPlenty { shop in
            let answer = try await shop.stock.availability(of: [Shops.shirt], for: Shops.tills, withReasons: true)
            let full = [Shops.harbour, Shops.town].map {
                SiteAvailability(site: $0, onHand: .max, held: 0, committed: 0, free: .max)
            }
            #expect(answer == [Availability(sku: Shops.shirt, availableToSell: .max, reasons: full)])
        }
    }

    @Test func `where there is more than can be counted, it can be promised all the same`() async throws {
        try await withPlenty { shop in
            let plan = try await shop.accept(RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: .max)])).plan
            #expect(plan?.allocations == [PlannedAllocation(line: 0, location: Shops.townFloor, quantity: .max)])
            let part = RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: .max)], as: 2, mode: .partial)
            #expect(try await shop.accept(part).plan?.allocations.map(\.location) == [Shops.townCellar])
            let twice = [ReserveLine(Shops.shirt, quantity: .max), ReserveLine(Shops.shirt, quantity: 1)]
            #expect(try await shop.refusal(of: RefusalCase.reserve(twice, as: 3)) == .overflow)
            #expect(try await shop.faults() == [])
        }
    }

    /// Each SKU is there, and what is held in all cannot be counted.
    @Test func `one reservation or sale of more than can be counted over all its lines is refused`() async throws {
        try await withShop { shop in
            for sku in [Shops.shirt, Shops.hat] {
                try await shop.accept(
                    RefusalCase.move(.receive, [RefusalCase.line(sku, .max, Shops.supplier, Shops.townFloor)]))
            }
            let lines = [ReserveLine(Shops.shirt, quantity: .max), ReserveLine(Shops.hat, quantity: 1)]
            for mode in [ReserveMode.allOrNothing, .partial] {
                #expect(try await shop.refusal(of: RefusalCase.reserve(lines, mode: mode)) == .overflow)
            }
            let sale = lines.map { SellLine($0.sku, quantity: $0.quantity, at: Shops.townFloor) }
            #expect(try await shop.refusal(of: RefusalCase.sell(sale)) == .overflow)
            #expect(try await shop.level(Shops.shirt, at: Shops.townFloor)?.held == 0)
            #expect(try await shop.faults() == [])
        }
    }

    /// It was read as "the channel's default".
    @Test(arguments: [Int64.min, -2, -1, 0])
    func `a hold that is not positive is refused, whichever it is`(milliseconds: Int64) async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            let hold = RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 1)], hold: milliseconds)
            #expect(try await shop.refusal(of: hold) == .invalid(.holdNotPositive))
            try await shop.accept(RefusalCase.held)
            let extend = StockModel.Operation.extend(Extend(1, holdMilliseconds: milliseconds))
            #expect(try await shop.refusal(of: extend) == .invalid(.holdNotPositive))
        }
    }

    @Test func `lists and keys longer than can be written down are refused as too long`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            let line = RefusalCase.line(Shops.shirt, 1, Shops.supplier, Shops.townFloor)
            let many = RefusalCase.move(.receive, Array(repeating: line, count: 65_537))
            #expect(try await shop.refusal(of: many) == .limit(max: 1_000))
            let key = DocumentKey(bytes: Array(repeating: 65, count: 70_000))
            #expect(try await shop.refusal(of: .deleteDocument(key)) == .invalid(.keyBytes))
            let move = Move(.receive, lines: [line], context: MovementContext(document: key))
            #expect(try await shop.refusal(of: .move(move)) == .invalid(.keyBytes))
            let transaction = Transaction(
                preconditions: Array(repeating: .absent("a"), count: 65_600), operations: [RefusalCase.stock])
            #expect(try await shop.refusal(of: .transaction(transaction)) == .limit(max: 256))
        }
    }

    @Test func `a command makes 65,536 movements and not one more`() async throws {
        try await withShop { shop in
            func moves(_ count: Int) -> StockModel.Operation {
                RefusalCase.move(
                    .receive,
                    Array(repeating: RefusalCase.line(Shops.shirt, 1, Shops.supplier, Shops.townFloor), count: count))
            }
            let full = Array(repeating: moves(1_000), count: 65) + [moves(536)]
            let refusal = try await shop.refusal(of: .transaction(Transaction(operations: full + [moves(1)])))
            #expect(refusal == .limit(max: 65_536))
            #expect(try await shop.stock.levels(of: Shops.shirt) == [])
            let answer = try await shop.accept(.transaction(Transaction(operations: full)))
            #expect(try await shop.onHand(Shops.shirt, at: Shops.townFloor) == 65_536)
            let last = try await shop.stock.movements(of: Shops.shirt, at: Shops.townFloor, before: nil, limit: 1)
            #expect(last.map(\.id) == [MovementID(sequence: answer.sequence, line: .max)])
            #expect(try await shop.faults() == [])
        }
    }

    @Test func `the document that movements stand on has a document's key, or none is booked`() async throws {
        try await withShop { shop in
            try await shop.accept(RefusalCase.stock)
            try await shop.accept(RefusalCase.held)
            try await shop.accept(RefusalCase.committed)
            for key in [[], [65, 0], Array(repeating: 65, count: 201)] as [[UInt8]] {
                let context = MovementContext(document: DocumentKey(bytes: key))
                let before = try await Fingerprint(of: shop)
                let operations: [StockModel.Operation] = [
                    .fulfil(Fulfil(1, to: Shops.customer, context: context)),
                    .sell(
                        Sell(
                            2, channel: Shops.tills, lines: [SellLine(Shops.shirt, quantity: 1, at: Shops.townFloor)],
                            to: Shops.customer, context: context)),
                    .adjust(Adjust(Shops.shirt, at: Shops.townFloor, by: 1, loss: Shops.loss, context: context)),
                    .reverse(Reverse(MovementID(sequence: 2, line: 1), context: context)),
                ]
                for operation in operations {
                    #expect(try await shop.refusal(of: operation) == .invalid(.keyBytes), "\(operation)")
                }
                #expect(try await Fingerprint(of: shop) == before)
                // Nothing is booked, so nothing stands on it.
                let lines = [CountLine(Shops.belt, counted: 0)]
                let count = Count(at: Shops.townFloor, anchor: 2, lines: lines, loss: Shops.loss, context: context)
                try await shop.accept(.count(count))
            }
        }
    }

    @Test func `scans, chains and pages take bounds that no key can have`() async throws {
        try await withShop { shop in
            try await shop.accept(.putDocument(DocumentWrite("po/1", type: 1, body: [], terms: ["open"])))
            for _ in 1...2 {
                let long = Array(repeating: UInt8(0x70), count: 2_000)
                for scan in [Scan(prefix: long), Scan(from: long), Scan(from: [], to: long), Scan(to: [])] {
                    for isReversed in [false, true] {
                        var scan = scan
                        scan.isReversed = isReversed
                        let expected = "po/1".utf8.lexicographicallyPrecedes(long) && scan.to == long ? 1 : 0
                        #expect(try await shop.stock.documents(scan).elements.count == expected)
                        scan.cursor = long
                        _ = try await shop.stock.documents(byTerm: scan)
                    }
                }
                #expect(try await shop.stock.document(DocumentKey(bytes: long)) == nil)
                #expect(try await shop.stock.movements(on: DocumentKey(bytes: long), after: .none, limit: 5) == [])
                #expect(try await shop.stock.movements(on: DocumentKey(bytes: []), after: .none, limit: 5) == [])
                let last = MovementID(sequence: .max, line: .max)
                #expect(try await shop.stock.movements(after: last, limit: 5) == [])
                #expect(try await shop.stock.levels(at: Shops.townFloor, after: .init(rawValue: .max), limit: 5) == [])
                let highest = ReservationID(high: .max, low: .max)
                #expect(try await shop.stock.reservations(of: 7, after: highest, limit: 5) == [])
                #expect(try await shop.stock.book(of: Shops.shirt, at: Shops.townFloor, asOf: .max) == 0)
                try await shop.checkpoint()
            }
        }
    }

    @Test(arguments: [1, .max] as [Quantity]) func `more units held through a channel than 64 bits can say trap nobody`(
        earmark: Quantity
    ) async throws {
        try await withShop { shop in
            let policy = ChannelPolicy(Shops.web, Shops.shirt, sites: [SitePolicy(Shops.town, earmark: earmark)])
            try await shop.accept(.define([.policy(policy)]))
            try await shop.deliver(.max, of: Shops.shirt, to: Shops.townFloor)
            let more = RefusalCase.line(Shops.shirt, .max, Shops.workshop, Shops.townCellar)
            try await shop.accept(RefusalCase.move(.disassemble, [more]))
            for place in [Shops.townFloor, Shops.townCellar] {
                _ = try await shop.hold(.max, of: Shops.shirt, at: place)
            }
            #expect(try await shop.availableToSell(Shops.shirt, for: Shops.tills) == 0)
            // A cap that is set afterwards is used up.
            try await shop.accept(.define([.policy(ChannelPolicy(Shops.web, Shops.shirt, cap: Cap(.max)))]))
            let answer = try await shop.stock.availability(of: [Shops.shirt], for: Shops.web, withReasons: false)
            #expect(answer[0].caps.map(\.left) == [0])
            #expect(try await shop.faults() == [])
        }
    }
}
