public import RetailDocuments
public import RetailMasterData
import RetailPurchasing
import RetailReceiving
public import StockAPI
import StockModel

/// Replays what AdventureWorks has bought, by the steps of the workflows: orders, receipts, inspections, putaway.
///
/// All in time order, placing before receiving on the same day; one receipt for an order and the later of its OrderDate and
/// a DueDate of its lines. Rejected units are inspected: they go from receiving to quarantine, the rest to its place. A line
/// that is short is closed short. What has happened is not done again, so an interrupted replay goes on where it was.
public struct AdventureWorksReplay: Sendable {
    let folder: AdventureWorksFolder
    let buyer: Workplace
    let clerk: Workplace
    private let inspector: Workplace

    /// Of a folder, into a stock.
    public init(_ folder: AdventureWorksFolder, into stock: any StockService) {
        self.folder = folder
        let settings = ReplaySettings()
        buyer = Workplace(stock, principal: settings.importer)
        clerk = Workplace(stock, principal: settings.importer)
        inspector = Workplace(stock, principal: settings.reviewer)
    }

    /// Imports the master data.
    ///
    /// - Returns: every rule that is broken: where one is, nothing was imported.
    public func importMasterData() async throws(WorkflowFailure) -> [ImportProblem] {
        let files = folder.masterData.mapValues { Array($0.utf8) }
        let report = try await buyer.importMasterData(from: ImportFolder(files: files))
        guard report.problems.isEmpty else { return report.problems }
        try await buyer.definePlace(LocationID(rawValue: AdventureWorksMasterData.place))
        return []
    }

    /// Places all orders and takes all deliveries in.
    public func run(
        progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws(WorkflowFailure) {
        let events = folder.events
        for (place, event) in events.enumerated() {
            progress(place, events.count)
            switch event.what {
            case .place: try await self.place(event.order)
            case .receive(let lines): try await receive(lines, of: event.order, on: event.day)
            }
        }
        progress(events.count, events.count)
    }

    private func place(_ order: AdventureWorksFolder.Order) async throws(WorkflowFailure) {
        let key = PurchaseOrder.key(of: order.number)
        let known = try await buyer.read(PurchaseOrder.self, at: key)?.content.state
        if known == nil {
            try await buyer.createPurchaseOrder(
                PurchaseOrderDraft(
                    number: order.number, supplier: order.vendor,
                    site: SiteID(rawValue: AdventureWorksMasterData.site), orderedDay: order.ordered,
                    lines: order.lines.map { line in
                        .init(
                            SKU(rawValue: line.sku), quantity: line.ordered, unitCost: line.unitCost,
                            dueDay: line.due, externalKey: "\(line.id)")
                    }, attributes: order.attributes))
        }
        if known == nil || known == .draft { try await buyer.submitPurchaseOrder(order.number) }
        if known == nil || known == .draft || known == .approved {
            try await buyer.sendPurchaseOrder(order.number, on: order.ordered)
        }
    }

    private func receive(
        _ lines: [UInt32], of order: AdventureWorksFolder.Order, on day: CalendarDay
    ) async throws(WorkflowFailure) {
        let reference = "AW-\(order.number)-\(day)"
        let receipt = try await clerk.openReceipt(ReceiptDraft(reference, order: order.number, day: day))
        guard receipt.state == .open else { return }
        for number in lines {
            try await receive(order.lines[Int(number) - 1], number, of: order.number, reference, at: day.start)
        }
        try await clerk.finishReceipt(reference)
    }

    private func receive(
        _ line: AdventureWorksFolder.Line, _ number: UInt32, of order: UInt64, _ reference: String, at time: Instant
    ) async throws(WorkflowFailure) {
        let (sku, receiving) = (SKU(rawValue: line.sku), LocationID(rawValue: AdventureWorksMasterData.receiving))
        guard line.received > 0 else {
            try await buyer.closePurchaseOrder(order, lines: [number])
            return
        }
        try await clerk.receive(
            Arrival(sku, good: line.received, orderLine: number, closesShort: line.received < line.ordered), as: number,
            of: reference, at: time)
        guard line.rejected > 0 else {
            // One line is put away before the next one comes: what lies there is this one's, or nothing any more.
            _ = try await clerk.putAway(sku, from: receiving, on: Receipt.key(of: reference))
            return
        }
        let accepted = line.received - line.rejected
        let inspection = "\(reference)-\(number)"
        _ = try await inspector.inspect(
            line.received, of: sku, at: receiving, as: inspection,
            finding: Finding(
                accepted == 0 ? .fail : .conditional, sampled: line.received, accepted: accepted,
                reason: "rejected at the inspection"), from: (receipt: reference, line: number))
        _ = try await inspector.release(inspection)
    }
}

extension AdventureWorksFolder {
    /// Something that happens on a day.
    struct Event: Sendable {
        enum What: Sendable {
            case place
            /// The numbers of the lines, from 1 on.
            case receive([UInt32])
        }

        var day: CalendarDay
        var order: Order
        var what: What
    }

    /// In time order, placing before receiving on the same day, then by number.
    var events: [Event] {
        var placed = orders.map { Event(day: $0.ordered, order: $0, what: .place) }
        for order in orders {
            var byDay: [CalendarDay: [UInt32]] = [:]
            for (place, line) in order.lines.enumerated() {
                byDay[max(order.ordered, line.due), default: []].append(UInt32(place + 1))
            }
            placed += byDay.map { Event(day: $0.key, order: order, what: .receive($0.value)) }
        }
        return placed.sorted { left, right in
            (left.day, left.rank, left.order.number) < (right.day, right.rank, right.order.number)
        }
    }
}

extension AdventureWorksFolder.Event {
    fileprivate var rank: Int { if case .place = what { 0 } else { 1 } }
}
