// example: imports
import StockAPI
import StockEngine
import StockModel
// end of example
import StockTesting
import Testing

/// The guide's code, run from top to bottom on one store.
///
/// What stands between the markers is in the page, word by word.
struct GuideExamples {
    @Test func `the guide's code runs`() async throws {
        try await withTemporaryFolder { folder in try await Self.run(in: folder) }
    }

    private static func run(in folder: String) async throws {
        // example: open
        let stock = try await Stockroom.open(at: folder)
        let session = StockSession(stock, principal: 1)
        // end of example

        // example: define
        let mug: SKU = 4711
        let defined = try await session.define([
            .site(SiteDefinition(1, code: "north")),
            .location(LocationDefinition(10, kind: .stock, site: 1, code: "north, shelf")),
            .location(LocationDefinition(90, kind: .supplier, code: "suppliers")),
            .location(LocationDefinition(91, kind: .customer, code: "customers")),
            .channel(ChannelDefinition(1, code: "web", sites: [1])),
            .sku(SKUDefinition(mug, code: "mug, blue")),
        ])
        let received = try await session.move(
            Move(.receive, lines: [MoveLine(mug, quantity: 10, from: 90, to: 10)]))
        // end of example
        #expect(defined.isAccepted && received.isAccepted)

        // example: reserve
        let order = session.newReservationID()
        switch try await session.reserve(2, of: mug, for: 1, as: order) {
        case .accepted(let plan, at: let sequence):
            print("held until \(plan.deadline.millisecondsSinceEpoch), at sequence \(sequence)")
        case .refused(.insufficientStock(let shortages), at: _):
            for shortage in shortages { print("only \(shortage.availableToSell) left of SKU \(shortage.sku.rawValue)") }
        case .refused(let refusal, at: _):
            print("refused: \(refusal)")
        }
        let committed = try await session.commit(order)
        let fulfilled = try await session.fulfil(order, to: 91)
        // end of example
        #expect(committed.isAccepted && fulfilled.isAccepted)
        #expect(try await stock.reservation(order)?.state == .fulfilled)

        // example: retry
        let command = session.command(
            .reserve(Reserve(session.newReservationID(), channel: 1, lines: [ReserveLine(mug, quantity: 1)])))
        let first = try await stock.submit(command)
        let second = try await stock.submit(command)
        precondition(first == second)
        // end of example
        #expect(try await stock.statistics().commandsAccepted == 6)

        // example: documents
        let written = try await session.put(
            DocumentWrite("po/42", type: 1, body: Array("10 mugs ordered".utf8), terms: ["open"]))
        if let purchase = try await stock.document("po/42") {
            let receipt = Transaction(
                preconditions: [.document(purchase.key, at: purchase.version)],
                operations: [
                    .move(
                        Move(
                            .receive, lines: [MoveLine(mug, quantity: 7, from: 90, to: 10)],
                            context: MovementContext(document: purchase.key))),
                    .putDocument(
                        DocumentWrite(purchase.key, type: 1, body: Array("7 of 10 received".utf8), terms: ["open"])),
                ])
            let received = try await session.transact(receipt)
            if case .versionMismatch = received.refusal { print("somebody was faster: read it and decide again") }
        }
        let open = try await stock.documents(byTerm: Scan(prefix: Array("open".utf8)))
        // end of example
        #expect(written.isAccepted && open.elements.map(\.key) == ["po/42"])
        #expect(try await stock.levels(of: mug).first { $0.location == 10 }?.onHand == 15)

        // example: ask
        let answers = try await stock.availability(of: [mug], for: 1, withReasons: true)
        for reason in answers[0].reasons ?? [] {
            print("site \(reason.site.rawValue): \(reason.onHand) on hand, \(reason.held) held, \(reason.free) free")
        }
        let history = try await stock.movements(of: mug, at: 10, before: nil, limit: 100)
        // end of example
        #expect(answers[0].availableToSell == 14 && history.count == 3)

        // example: feed
        var position = FeedPosition(incarnation: 0, sequence: 0)
        reading: while true {
            switch try await stock.feed(after: position, limit: 1_000) {
            case .events(let events, let next):
                if events.isEmpty { break reading }
                for event in events { print("sequence \(event.sequence): \(event.movements.count) movements") }
                position = next
            case .trimmed(let oldest):
                print("begin anew: the oldest event is that of sequence \(oldest)")
                break reading
            case .otherIncarnation:
                print("begin anew: the store was restored")
                break reading
            }
        }
        // end of example
        #expect(position.sequence == 8)

        // example: verify
        let report = try await stock.verify()
        precondition(report.isSound, "\(report.differences)")
        try await stock.close()
        // end of example
    }
}
