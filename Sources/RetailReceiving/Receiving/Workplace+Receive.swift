public import RetailDocuments
import RetailMasterData
import RetailPurchasing
import StockAPI
public import StockModel

extension Workplace {
    /// Takes a line of a delivery in, in one step: the goods, the lines of the order and the line of the receipt.
    ///
    /// Good units go to `receiving`, or to quarantine where they are under a sampling plan; damaged ones to `damaged`; what
    /// the order does not ask for goes to quarantine, and is a task for the buyer. The same line again changes nothing.
    ///
    /// - Parameters:
    ///   - arrival: what was counted.
    ///   - line: its number within the receipt, the caller's own, 1 to 9,999.
    ///   - reference: that of the receipt.
    ///   - time: when it happened; nil: now.
    ///   - isConfirmed: somebody has looked at the quantity again, however large it is.
    /// - Returns: the line as it is stored, with what went where.
    /// - Throws: `ReceivingRule`, `PurchaseOrderRule`; what the engine refuses.
    @discardableResult public func receive(
        _ arrival: Arrival, as line: UInt32, of reference: String, at time: Instant? = nil, isConfirmed: Bool = false
    ) async throws(WorkflowFailure) -> ReceiptLine {
        try await perform { step throws(WorkflowFailure) in
            guard (1...9_999).contains(line) else { throw WorkflowFailure.rule(ReceivingRule.lineNumber(line)) }
            let receipt = try await step.require(
                Receipt.self, at: Receipt.key(of: reference), else: ReceivingRule.notFound(reference)
            ).content
            if let known = try await step.read(ReceiptLine.self, at: ReceiptLine.key(of: reference, line))?.content {
                guard known.arrival == arrival else {
                    throw WorkflowFailure.rule(ReceivingRule.lineDiffers(reference, line))
                }
                return known
            }
            _ = try decided { () throws(ReceivingRule) in try receipt.after(.receive) }
            try decided { () throws(ReceivingRule) in try arrival.require() }
            let received = try await step.receive(arrival, as: line, of: receipt, at: time)
            if !isConfirmed { try await step.requirePlausible(received) }
            return received
        }
    }
}

extension Arrival {
    /// - Throws: `ReceivingRule` where it is nothing, or more than can be counted.
    fileprivate func require() throws(ReceivingRule) {
        guard good >= 0, damaged >= 0 else { throw .quantityNotPositive(Swift.min(good, damaged)) }
        guard good <= PurchaseOrderLine.quantityMax, damaged <= PurchaseOrderLine.quantityMax - good else {
            throw .beyondRange
        }
        guard good + damaged > 0 else { throw .quantityNotPositive(0) }
        if let unitCost, unitCost < .zero { throw .costIsNegative }
    }
}

extension ReceiptLine {
    /// More units than these, and than so many times what was ordered, are taken for a slip of the hand: a barcode that was
    /// scanned into the quantity, or a count in another unit.
    static let unitsPlausible: Int64 = 1_000_000
    static let timesOrderedPlausible: Int64 = 1_000
}

extension Step {
    /// - Throws: `ReceivingRule.implausible`.
    fileprivate mutating func requirePlausible(_ received: ReceiptLine) async throws(WorkflowFailure) {
        let units = received.arrival.good + received.arrival.damaged
        guard units > ReceiptLine.unitsPlausible else { return }
        var ordered: Int64 = 0
        if let order = received.order {
            ordered = try await lines(of: order, for: received.arrival).reduce(0) { $0 + $1.ordered }
        }
        guard (units - 1) / ReceiptLine.timesOrderedPlausible >= ordered else { return }
        throw .rule(ReceivingRule.implausible(units, ordered: ordered))
    }

    /// How long an inspector and a buyer have, in milliseconds.
    static var dayMilliseconds: Int64 { 86_400_000 }

    /// Until when what waits from now on should be done.
    var dueTomorrow: Instant { now.advanced(byMilliseconds: Self.dayMilliseconds) }

    fileprivate mutating func receive(
        _ arrival: Arrival, as number: UInt32, of receipt: Receipt, at time: Instant?
    ) async throws(WorkflowFailure) -> ReceiptLine {
        let sku = SKU(rawValue: arrival.sku)
        let plan = try await samplingPlan(for: sku, from: receipt.supplier)
        var line = ReceiptLine(
            receipt: receipt.reference, line: number, arrival: arrival, receivedBy: principal.rawValue,
            order: receipt.order, supplier: receipt.supplier, allocations: [], unordered: 0, unitCost: .zero,
            plan: plan?.name,
            toReceiving: 0, toInspection: 0, toDamaged: 0)
        if let order = receipt.order {
            try await count(arrival, on: order, receipt, &line)
        } else {
            guard let cost = arrival.unitCost else { throw .rule(ReceivingRule.needsCost) }
            line.unitCost = cost
            line.unordered = arrival.good + arrival.damaged
            line.toReceiving = arrival.good
            line.toDamaged = arrival.damaged
        }
        if plan != nil {
            (line.toInspection, line.toReceiving) = (line.toReceiving, 0)
            try await defineNeedOfInspection(of: sku)
        }
        try move(line, of: receipt, at: time)
        if let plan, line.toInspection > 0, let quarantine = receipt.quarantineLocation {
            write(
                InspectionOrder(
                    line.inspectionReference, of: line.toInspection, sku: sku, at: LocationID(rawValue: quarantine),
                    site: SiteID(rawValue: receipt.site), by: plan,
                    due: dueTomorrow, from: GoodsSource(line)))
        }
        write(line)
        return line
    }

    /// What has come under a plan is guarded by the engine from then on, whoever moves it.
    private mutating func defineNeedOfInspection(of sku: SKU) async throws(WorkflowFailure) {
        let definition = try await ask { stock throws(StockFailure) in try await stock.definition(of: sku) }
        guard var definition, !definition.needsInspection else { return }
        require(.sku(definition))
        definition.needsInspection = true
        perform(.define([.sku(definition)]))
    }

    /// Counts what came on the lines of the order that are about the SKU, and says what is too much.
    private mutating func count(
        _ arrival: Arrival, on number: UInt64, _ receipt: Receipt, _ line: inout ReceiptLine
    ) async throws(WorkflowFailure) {
        let order = try await order(number)
        _ = try decided { () throws(PurchaseOrderRule) in try order.after(.receive) }
        let lines = try await lines(of: number, for: arrival)
        let tolerance = try await tolerance(of: order.supplier)
        let split = ReceivingSplit(
            good: arrival.good, damaged: arrival.damaged,
            over: lines.map { line in
                let acceptable = line.acceptable(tolerance: tolerance.units(of: line.ordered))
                return .init(line: line.line, open: line.open, tolerated: acceptable - line.open)
            })
        line.allocations = split.allocations
        line.toReceiving = split.good
        line.toDamaged = split.damaged
        line.unitCost = arrival.unitCost ?? lines.last?.unitCost ?? .zero
        // What came damaged has failed, on the lines that were filled last.
        var failing = split.damaged
        for var orderLine in lines.reversed() {
            let before = orderLine
            if let units = split.allocations.first(where: { $0.orderLine == orderLine.line })?.units {
                orderLine = try decided { () throws(PurchaseOrderRule) in
                    try before.after(
                        .receive(
                            units, on: receipt.day, unitCost: arrival.unitCost,
                            tolerance: tolerance.units(of: before.ordered)))
                }
                let failed = Swift.min(failing, units)
                if failed > 0 {
                    let counted = orderLine
                    orderLine = try decided { () throws(PurchaseOrderRule) in try counted.after(.reject(failed)) }
                    failing -= failed
                }
            }
            if arrival.closesShort {
                let counted = orderLine
                orderLine = try decided { () throws(PurchaseOrderRule) in try counted.after(.closeShort) }
            }
            if orderLine != before { write(orderLine) }
        }
        if split.surplus > 0 {
            line.surplus = Surplus(
                cause: lines.isEmpty ? .notOrdered : .over, units: split.surplus, orderLine: lines.last?.line,
                dueMilliseconds: dueTomorrow.millisecondsSinceEpoch)
        }
    }

    /// The lines of an order that are about a SKU, those due first before others; each is a precondition, the others of the
    /// order are none.
    private mutating func lines(
        of order: UInt64, for arrival: Arrival
    ) async throws(WorkflowFailure) -> [PurchaseOrderLine] {
        if let number = arrival.orderLine {
            let line = try await line(order, number)
            guard line.sku == arrival.sku else {
                throw .rule(ReceivingRule.otherSKU(order, number, SKU(rawValue: line.sku)))
            }
            return [line]
        }
        // Who adds a line changes the head of the order, which is a precondition.
        let prefix = PurchaseOrderLine.terms(of: SKU(rawValue: arrival.sku), in: order)
        let found = try await ask { stock throws(StockFailure) in
            try await stock.documents(byTerm: Scan(prefix: Array(prefix.utf8), limit: Scan.limitMax)).elements
        }
        var lines: [PurchaseOrderLine] = []
        for match in found {
            if let line = try await read(PurchaseOrderLine.self, at: match.key)?.content { lines.append(line) }
        }
        return lines.sorted { ($0.dueDay, $0.line) < ($1.dueDay, $1.line) }
    }

    /// Moves what came to where it waits.
    private mutating func move(
        _ line: ReceiptLine, of receipt: Receipt, at time: Instant?
    ) throws(WorkflowFailure) {
        let site = SiteID(rawValue: receipt.site)
        let supplier = LocationID(rawValue: receipt.supplierLocation)
        let receiving = LocationID(rawValue: receipt.receivingLocation)
        let attributes = LineAttributes(documentLine: line.line, unitCost: line.unitCost.tenThousandths)
        func moveLine(_ units: Int64, _ from: LocationID, _ to: LocationID) -> MoveLine {
            MoveLine(SKU(rawValue: line.arrival.sku), quantity: units, from: from, to: to, attributes: attributes)
        }
        // Nothing comes into `damaged` but from a place of the site.
        var arrivals: [MoveLine] = []
        if line.toReceiving + line.toDamaged > 0 {
            arrivals.append(moveLine(line.toReceiving + line.toDamaged, supplier, receiving))
        }
        let toQuarantine = line.toInspection + (line.surplus?.units ?? 0)
        if toQuarantine > 0 {
            guard let quarantine = receipt.quarantineLocation else {
                throw .rule(ReceivingRule.noPlace(site, .quarantine))
            }
            arrivals.append(moveLine(toQuarantine, supplier, LocationID(rawValue: quarantine)))
        }
        let context = MovementContext(
            occurredAt: time, businessDate: receipt.day.number, document: receipt.key)
        move(.receive, arrivals, context: context)
        if line.toDamaged > 0 {
            guard let damaged = receipt.damagedLocation else { throw .rule(ReceivingRule.noPlace(site, .damaged)) }
            move(.putaway, [moveLine(line.toDamaged, receiving, LocationID(rawValue: damaged))], context: context)
        }
    }
}
