import StockAPI
import StockModel

/// One day after the other: trucks and shipments in the morning, then the baskets in their order.
struct OmnichannelDays {
    let plan: OmnichannelPlan
    let store: ReplayStore
    private let commands: OmnichannelCommands
    private let moveTime: @Sendable (Instant) -> Void
    var figures = OmnichannelFigures()

    /// Orders with units that are picked the next morning, and shipped the morning after.
    private var ready: [ReservationID] = []
    private var isReady: Set<ReservationID> = []
    private var picked: [ReservationID] = []
    /// Orders for pickup that somebody fetches the next morning.
    private var fetched: [ReservationID] = []
    private var collected: Set<ReservationID> = []
    private var isPromotionClosed = false
    /// Orders that were accepted, for the figures at the end.
    private var orders: [ReservationID: OmnichannelOrder] = [:]
    /// Products that somebody may wait for.
    private var wanted: Set<SKU> = []
    /// Receipts of the till that is offline, to be uploaded.
    private var offline: [Basket] = []
    private var displaced: Set<ReservationID> = []

    init(_ plan: OmnichannelPlan, in store: ReplayStore, moveTime: @escaping @Sendable (Instant) -> Void) {
        self.plan = plan
        self.store = store
        self.moveTime = moveTime
        commands = OmnichannelCommands(plan: plan)
    }

    // MARK: The morning

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
    private mutating func closePromotion() async throws(ReplayFailure) {
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

    /// What people wait for, as far as the truck has room, those that have waited longest first; to the store where it is
    /// waited for, else to the best-ranked one.
    private mutating func unloadTruck(of day: Int64) async throws(ReplayFailure) {
        var queue: [(promised: SequenceNumber, sku: SKU, store: UInt32, units: Quantity)] = []
        for sku in wanted.sorted() {
            let waiting = try await waiting(for: sku)
            if waiting.isEmpty { wanted.remove(sku) }
            for reservation in waiting {
                for allocation in reservation.allocations where allocation.sku == sku {
                    let units = allocation.backordered + allocation.short
                    let store = allocation.staysAtSite ? allocation.location.rawValue : plan.stores[0]
                    if units > 0 { queue.append((reservation.sequence, sku, store, units)) }
                }
            }
        }
        queue.sort { ($0.promised, $0.sku, $0.store) < ($1.promised, $1.sku, $1.store) }
        var room = OmnichannelPlan.truckUnits
        var load: [MoveLine] = []
        for entry in queue where room > 0 {
            let units = min(room, entry.units)
            room -= units
            let to = LocationID(rawValue: entry.store)
            if let index = load.firstIndex(where: { $0.sku == entry.sku && $0.to == to }) {
                load[index].quantity += units
            } else {
                // What the web shop leaves on the shelf comes along.
                load.append(
                    MoveLine(
                        entry.sku, quantity: units + plan.webBuffer(at: entry.store), from: RetailNumbers.supplier,
                        to: to))
            }
        }
        for lines in load.chunked(CommandLimits.moveLinesMax) {
            let truck = Move(
                .receive, lines: Array(lines), context: MovementContext(document: DocumentKey("truck/\(day)")),
                servesBackorders: true)
            let answer = try await store.demand(.move(truck), for: "the truck of day \(day)")
            guard case .moved(let effects) = answer.outcome else { continue }
            for served in effects.served { noteServed(served.reservation) }
        }
    }

    /// What was missing is there: it is picked, or whoever waits for it at the store comes once more.
    private mutating func noteServed(_ id: ReservationID) {
        guard let basket = orders[id]?.basket, OmnichannelPlan.way(of: basket) == .pickup else { return markReady(id) }
        if !OmnichannelPlan.isForgotten(basket) { fetched.append(id) }
    }

    private mutating func markReady(_ id: ReservationID) {
        if isReady.insert(id).inserted { ready.append(id) }
    }

    private func waiting(for sku: SKU) async throws(ReplayFailure) -> [Reservation] {
        var all: [Reservation] = []
        do throws(StockFailure) {
            while true {
                let page = try await store.stock.waiting(
                    for: sku, after: all.last.map(WaitingPosition.init(of:)), limit: Scan.limitMax)
                all += page
                if page.count < Scan.limitMax { return all }
            }
        } catch { throw ReplayFailure.stock(error) }
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

    // MARK: The baskets

    mutating func perform(_ baskets: [Basket]) async throws(ReplayFailure) {
        guard let first = baskets.first else { return }
        moveTime(Instant(millisecondsSinceEpoch: first.occurredAtMilliseconds))
        var asked: [(basket: Basket, id: ReservationID, operation: Operation)] = []
        for whole in baskets {
            let isOffline =
                whole.store == plan.offlineStore
                && OmnichannelPlan.day(of: whole.occurredAtMilliseconds) == plan.offlineDay
            if isOffline, OmnichannelPlan.way(of: whole) == .till {
                offline.append(whole)
                continue
            }
            for (part, basket) in commands.parts(of: whole).enumerated() {
                let id = commands.reservation(of: basket, part: part)
                asked.append((basket, id, operation(basket, id)))
            }
        }
        let answers = try await store.submit(asked.map { store.settings.command($0.operation) })
        var again: [(basket: Basket, id: ReservationID, operation: Operation)] = []
        for (entry, answer) in zip(asked, answers) {
            if let other = take(answer, of: entry.basket, entry.id) { again.append((entry.basket, entry.id, other)) }
        }
        let others = try await store.submit(again.map { store.settings.command($0.operation) })
        for (entry, answer) in zip(again, others) {
            guard take(answer, of: entry.basket, entry.id) != nil else { continue }
            // Asked twice and refused twice: somebody else was faster.
            noteRefused(entry.basket)
        }
    }

    private func operation(_ basket: Basket, _ id: ReservationID) -> Operation {
        switch OmnichannelPlan.way(of: basket) {
        case .web:
            let moment = Instant(millisecondsSinceEpoch: basket.occurredAtMilliseconds)
            return commands.web(
                basket, as: id, withKits: plan.promotion.contains(moment) && commands.hasKit(basket))
        case .pickup: return commands.pickup(basket, as: id)
        case .marketplace: return commands.marketplace(basket, as: id)
        case .till: return commands.sale(basket, lines: basket.lines, as: id)
        }
    }

    /// Notes what became of a basket; returns what is asked instead, where there is something else to ask.
    private mutating func take(_ answer: Answer, of basket: Basket, _ id: ReservationID) -> Operation? {
        switch (OmnichannelPlan.way(of: basket), answer.outcome) {
        case (.till, .sold(let sold)):
            figures.tillUnits += sold.allocations.map(\.quantity).reduce(0, +)
        case (.till, .refused(.insufficientStock(let short))):
            // What is there is sold; the rest of the receipt is not.
            let missing = Set(short.map(\.sku.rawValue))
            let left = basket.lines.filter { !missing.contains($0.product) }
            figures.tillUnitsRefused += basket.units - left.map(\.quantity).reduce(0, +)
            return left.isEmpty || left.count == basket.lines.count ? nil : commands.sale(basket, lines: left, as: id)
        case (.web, .refused(.capExceeded)):
            figures.kits.beyondCap += 1
            return commands.web(basket, as: id, withKits: false)
        case (.marketplace, .refused(.capExceeded)): figures.marketplace.refusedByCap += 1
        case (let way, .transacted(let outcomes)):
            guard case .reserved(let granted) = outcomes.first else { return nil }
            accept(granted, of: basket, id, way)
        default: noteRefused(basket)
        }
        return nil
    }

    private mutating func noteRefused(_ basket: Basket) {
        switch OmnichannelPlan.way(of: basket) {
        case .web: figures.web.refused += 1
        case .pickup: figures.pickup.refused += 1
        case .marketplace: figures.marketplace.refusedShort += 1
        case .till: figures.tillUnitsRefused += basket.units
        }
    }

    private mutating func accept(
        _ granted: ReservationPlan, of basket: Basket, _ id: ReservationID, _ way: OmnichannelPlan.Way
    ) {
        let there = granted.allocations.filter { !$0.isBackordered }
        let waiting = granted.allocations.filter(\.isBackordered)
        var order = OmnichannelOrder(id: id, basket: basket)
        order.backordered = waiting.map(\.quantity).reduce(0, +)
        orders[id] = order
        switch way {
        case .web:
            figures.web.orders += 1
            figures.web.unitsPromised += there.map(\.quantity).reduce(0, +)
            figures.backorders.units += order.backordered
            let sites = Set(there.map(\.location)).count
            if sites == 0 { figures.web.waitingWhole += 1 } else { figures.web.bySplits[min(sites, 4) - 1] += 1 }
            if sites > 0 { markReady(id) }
            if !waiting.isEmpty { wanted.formUnion(basket.lines.map { SKU(rawValue: $0.product) }) }
        case .pickup:
            figures.pickup.orders += 1
            if !OmnichannelPlan.isForgotten(basket) { fetched.append(id) }
        case .marketplace:
            figures.marketplace.orders += 1
            markReady(id)
        case .till: break
        }
    }

    // MARK: The end

    /// Looks every order up that waited or lost units, and reads the feed.
    mutating func finish() async throws(ReplayFailure) -> OmnichannelFigures {
        try await closePromotion()
        var shortLeft: Quantity = 0
        for order in orders.values where order.backordered > 0 || displaced.contains(order.id) {
            guard let found = try await store.reservation(order.id) else { continue }
            let waiting = found.allocations.map(\.backordered).reduce(0, +)
            figures.backorders.waiting += waiting
            shortLeft += found.allocations.map(\.short).reduce(0, +)
            if found.allocations.contains(where: { $0.backordered + $0.short > 0 }) {
                figures.backorders.ordersWaiting += 1
            }
        }
        figures.pickup.collected = collected.count
        figures.backorders.served = figures.backorders.units - figures.backorders.waiting
        figures.offline.shortServed = figures.offline.short - shortLeft
        try await store.eachDocument(under: "engine/recount/") { _ in figures.offline.recounts += 1 }
        try await store.eachMovement { movement in
            if movement.from == RetailNumbers.loss { figures.offline.unitsFound += movement.quantity }
        }
        try await readCrossings()
        return figures
    }

    private mutating func readCrossings() async throws(ReplayFailure) {
        do throws(StockFailure) {
            var position = FeedPosition(incarnation: 0, sequence: 0)
            while case .events(let events, let next) = try await store.stock.feed(
                after: position, limit: Scan.limitMax), !events.isEmpty
            {
                for case .crossed(let crossing) in events.flatMap(\.changes) {
                    switch (crossing.before, crossing.after) {
                    case (_, .out): figures.ranOut += 1
                    case (.ample, .low): figures.ranLow += 1
                    case (.out, _): figures.cameBack += 1
                    default: break
                    }
                }
                position = next
            }
        } catch { throw ReplayFailure.stock(error) }
    }
}
