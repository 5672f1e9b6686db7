@testable import StockSimulation
import StockAPI
import StockModel
import Synchronization
import Testing

@Suite("Work that falls due")
struct DueWorkTests {
    private typealias Shops = CornerShops
    private static let orderType: UInt16 = 150

    /// An order for pickup that has to be collected within an hour.
    private static func order(_ number: UInt64, in shop: Shop) async throws {
        let id = ReservationID(rawValue: UInt128(number))
        let paper = DocumentWrite(
            key(number), type: orderType, body: id.encoded,
            terms: [.due(at: shop.now.advanced(byMilliseconds: 3_600_000))])
        try await shop.accept(
            .transaction(
                Transaction(operations: [
                    RefusalCase.reserve([ReserveLine(Shops.shirt, quantity: 1, at: Shops.townFloor)], as: id),
                    .commit(Commit(id)), .putDocument(paper),
                ])))
    }

    private static func key(_ number: UInt64) -> DocumentKey { DocumentKey("order/\(number)") }

    /// What was not collected is given back.
    private static let giveBack: DueWorker.Step = { document, _ throws(StockFailure) in
        let number = document.key.description.dropFirst("order/".count)
        return [
            .release(Release(ReservationID(rawValue: UInt128(number) ?? 0))),
            .putDocument(DocumentWrite(document.key, type: document.type, body: [], terms: ["order/not-collected"])),
        ]
    }

    @Test func `terms of moments are in their order, before 1970 too`() {
        let moments: [Int64] = [.min, -1, 0, 1, 1_763_164_800_000, .max]
        let instants = moments.map(Instant.init(millisecondsSinceEpoch:))
        #expect(instants.map(IndexTerm.due) == instants.map(IndexTerm.due).sorted())
        #expect(instants.map { IndexTerm.due(at: $0).due } == instants)
        #expect(IndexTerm("due/soon").due == nil && IndexTerm("open").due == nil)
    }

    @Test func `is done when its time has come, by the system, and not before`() async throws {
        try await withShop { shop in
            try await shop.deliver(2, of: Shops.shirt, to: Shops.townFloor)
            for number in [1, 2] as [UInt64] { try await Self.order(number, in: shop) }
            let worker = DueWorker(shop.stock, steps: [Self.orderType: Self.giveBack])
            let early = try await worker.runOnce()
            #expect(early.done == 0 && early.next == Shops.opening.advanced(byMilliseconds: 3_600_000))

            // One is collected in time.
            try await shop.accept(
                .transaction(
                    Transaction(operations: [
                        .fulfil(Fulfil(1, to: Shops.customer)),
                        .putDocument(DocumentWrite(Self.key(1), type: Self.orderType, body: [])),
                    ])))
            shop.wait(milliseconds: 3_600_000)
            let report = try await worker.runOnce()
            #expect(report.done == 1 && report.stuck == [] && report.next == nil)
            #expect(try await shop.stock.reservation(2)?.state == .released)
            #expect(try await shop.stock.document(Self.key(2))?.principal == .system)
            #expect(try await worker.runOnce() == DueReport())
            #expect(try await shop.availableToSell(Shops.shirt) == 1)
        }
    }

    @Test func `is done once, whoever looks and however many`() async throws {
        try await withShop { shop in
            try await shop.deliver(20, of: Shops.shirt, to: Shops.townFloor)
            for number in 1...20 as ClosedRange<UInt64> { try await Self.order(number, in: shop) }
            shop.wait(milliseconds: 3_600_000)
            let worker = DueWorker(shop.stock, steps: [Self.orderType: Self.giveBack])
            let reports = try await atOnce(64) { _ in [try await worker.runOnce()] }
            #expect(reports.map(\.done).reduce(0, +) == 20 && reports.allSatisfy { $0.stuck.isEmpty })
            #expect(try await shop.availableToSell(Shops.shirt) == 20)
        }
    }

    @Test func `stays due and is named where it cannot be done, and holds nobody up`() async throws {
        try await withShop { shop in
            try await shop.deliver(3, of: Shops.shirt, to: Shops.townFloor)
            for number in 1...3 as ClosedRange<UInt64> { try await Self.order(number, in: shop) }
            let term = IndexTerm.due(at: shop.now)
            try await shop.accept(.putDocument(DocumentWrite("a", type: 151, body: [], terms: [term])))
            try await shop.accept(.putDocument(DocumentWrite("b", type: 152, body: [], terms: [term])))
            try await shop.accept(.release(Release(1)))
            shop.wait(milliseconds: 3_600_000)
            let worker = DueWorker(
                shop.stock,
                steps: [Self.orderType: Self.giveBack, 152: { _, _ throws(StockFailure) in [.deleteDocument("x")] }])
            let report = try await worker.runOnce()
            #expect(report.done == 2)
            #expect(
                report.stuck == [
                    DueProblem("a", .unknownType(151)), DueProblem("b", .leavesDocument),
                    DueProblem(Self.key(1), .refused(.alreadyResolved(as: .released))),
                ])
        }
    }

    @Test func `is decided anew when somebody has changed the document meanwhile`() async throws {
        try await withShop { shop in
            let paper = DocumentWrite("a", type: 150, body: [1], terms: [.due(at: shop.now)])
            try await shop.accept(.putDocument(paper))
            let looks = Mutex(0)
            let worker = DueWorker(
                shop.stock,
                steps: [
                    150: { document, _ throws(StockFailure) in
                        let look = looks.withLock { looks in
                            looks += 1
                            return looks
                        }
                        var changed = paper
                        changed.body = [UInt8(look + 1)]
                        if look < 3 { _ = try await shop.submit(.putDocument(changed)) }
                        return [.putDocument(DocumentWrite(document.key, type: 150, body: document.body + [9]))]
                    }
                ])
            #expect(try await worker.runOnce().done == 1)
            #expect(try await shop.stock.document("a")?.body == [3, 9])
        }
    }

    @Test func `goes on until it is cancelled`() async throws {
        try await withShop { shop in
            try await shop.accept(
                .putDocument(DocumentWrite("a", type: 150, body: [], terms: [.due(at: shop.now)])))
            let worker = DueWorker(
                shop.stock, steps: [150: { document, _ throws(StockFailure) in [.deleteDocument(document.key)] }])
            let (reports, told) = AsyncStream.makeStream(of: DueReport.self)
            let task = Task { try await worker.run(everyMilliseconds: 1) { told.yield($0) } }
            var done = 0
            for await report in reports {
                done += report.done
                if report.done == 0 { break }
            }
            task.cancel()
            try await task.value
            #expect(done == 1)
        }
    }
}
