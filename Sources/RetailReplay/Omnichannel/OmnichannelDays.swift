import StockAPI
import StockModel

/// One day after the other: trucks and shipments in the morning, then the baskets in their order.
struct OmnichannelDays {
    let plan: OmnichannelPlan
    let store: ReplayStore
    let commands: OmnichannelCommands
    let moveTime: @Sendable (Instant) -> Void
    var figures = OmnichannelFigures()

    /// Orders with units that are picked the next morning, and shipped the morning after.
    var ready: [ReservationID] = []
    var isReady: Set<ReservationID> = []
    var picked: [ReservationID] = []
    /// Orders for pickup that somebody fetches the next morning.
    var fetched: [ReservationID] = []
    var collected: Set<ReservationID> = []
    var isPromotionClosed = false
    /// Orders that were accepted, for the figures at the end.
    var orders: [ReservationID: OmnichannelOrder] = [:]
    /// Products that somebody may wait for.
    var wanted: Set<SKU> = []
    /// Receipts of the till that is offline, to be uploaded.
    var offline: [Basket] = []
    var displaced: Set<ReservationID> = []

    init(_ plan: OmnichannelPlan, in store: ReplayStore, moveTime: @escaping @Sendable (Instant) -> Void) {
        self.plan = plan
        self.store = store
        self.moveTime = moveTime
        commands = OmnichannelCommands(plan: plan)
    }

    mutating func morning(of day: Int64, hasTruck: Bool = true) async throws(ReplayFailure) {
        if OmnichannelPlan.instant(day) >= plan.promotion.end { try await closePromotion() }
        moveTime(OmnichannelPlan.instant(day, hour: 4))
        try await upload()
        moveTime(OmnichannelPlan.instant(day, hour: 5))
        if hasTruck { try await unloadTruck(of: day) }
        moveTime(OmnichannelPlan.instant(day, hour: 6))
        try await giveBack()
        try await ship()
    }

    /// The store counts what the promotion has sold until its window closes: asked once, just before that.
    mutating func closePromotion() async throws(ReplayFailure) {
        guard !isPromotionClosed, !plan.kits.isEmpty else { return }
        isPromotionClosed = true
        moveTime(plan.promotion.end.advanced(byMilliseconds: -1))
        let questions = plan.kits.map { ChannelSKU($0.kit, OmnichannelReplay.web) }
        let answers: [Availability]
        do throws(StockFailure) {
            answers = try await store.stock.availability(of: questions, withReasons: false)
        } catch { throw ReplayFailure.stock(error) }
        let uses = answers.flatMap(\.caps).filter { use in plan.kits.contains { $0.kit == use.sku } }
        figures.kits.pairs = plan.kits.count
        figures.kits.cap = uses.map(\.cap).reduce(0, +)
        figures.kits.sold = uses.map(\.used).reduce(0, +)
    }

    /// The receipts of the offline till, each once, though the queue is sent twice.
    private mutating func upload() async throws(ReplayFailure) {
        guard !offline.isEmpty else { return }
        let fact = Fact(reason: 1, loss: RetailNumbers.loss)
        var uploads: [Command] = []
        for basket in offline {
            for (part, lines) in commands.parts(of: basket).enumerated() {
                let sale = commands.sale(
                    basket, lines: lines.lines, as: commands.reservation(of: basket, part: part), fact: fact)
                var command = store.settings.command(sale)
                command.device = DeviceMark(device: plan.offlineStore, counter: UInt64(uploads.count + 1))
                uploads.append(command)
            }
        }
        figures.offline.receipts = offline.count
        figures.offline.units = offline.map(\.units).reduce(0, +)
        offline = []
        let answers = try await store.submit(uploads)
        guard try await store.submit(uploads) == answers else {
            throw ReplayFailure.refused(what: "the offline till's queue, sent twice,", .idempotencyConflict)
        }
        for answer in answers {
            guard case .soldAsFact(_, let promises) = answer.outcome else {
                if case .refused(let refusal) = answer.outcome {
                    throw ReplayFailure.refused(what: "a sale of the offline till", refusal)
                }
                continue
            }
            for promise in promises {
                if displaced.insert(promise.reservation).inserted { figures.offline.displaced += 1 }
                figures.offline.reSourced += promise.reSourced
                figures.offline.short += promise.short
                if promise.short > 0 { wanted.insert(promise.sku) }
            }
        }
    }

    /// Orders that nobody has fetched in time: work that falls due.
    private mutating func giveBack() async throws(ReplayFailure) {
        let worker = DueWorker(
            store.stock,
            steps: [
                PickupPaper.type: { paper, _ throws(StockFailure) in
                    guard let id = PickupPaper.reservation(paper) else { return [] }
                    return [
                        .release(Release(id)),
                        .putDocument(
                            DocumentWrite(paper.key, type: paper.type, body: paper.body, terms: ["pickup/given-back"])),
                    ]
                }
            ])
        let report: DueReport
        do throws(StockFailure) { report = try await worker.runOnce() } catch { throw ReplayFailure.stock(error) }
        figures.pickup.givenBack += report.done
        if let stuck = report.stuck.first {
            throw ReplayFailure.refused(what: "\(stuck.key): \(stuck.reason)", .notFound)
        }
    }

    /// Ships what is committed, and hands out what is fetched.
    private mutating func ship() async throws(ReplayFailure) {
        let fulfil = { (id: ReservationID) in Operation.fulfil(Fulfil(id, to: RetailNumbers.customer)) }
        let shipped = picked
        picked = ready
        ready = []
        isReady = []
        var shipments = shipped.map { store.settings.command(fulfil($0)) }
        shipments += fetched.map { id in
            let paper = DocumentWrite(
                PickupPaper.key(id), type: PickupPaper.type, body: [], terms: ["pickup/collected"])
            return store.settings.command(
                .transaction(Transaction(operations: [fulfil(id), .putDocument(paper)])))
        }
        let answers = try await store.submit(shipments)
        for (id, answer) in zip(shipped + fetched, answers) {
            switch answer.outcome {
            // Short of everything since yesterday: it goes when the truck has been.
            case .refused(.exceedsCommitted), .refused(.alreadyResolved): break
            case .refused(let refusal): throw ReplayFailure.refused(what: "the shipment of \(id)", refusal)
            default: break
            }
        }
        for (id, answer) in zip(fetched, answers.suffix(fetched.count)) {
            if case .refused = answer.outcome { continue }
            collected.insert(id)
        }
        fetched = []
    }
}
