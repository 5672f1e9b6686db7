public import RetailDocuments
import RetailMasterData
import RetailPurchasing
import StockModel

/// What a decision about surplus goods came to.
public struct SurplusDecision: Hashable, Sendable {
    /// The line of the receipt as it is now.
    public var line: ReceiptLine
    /// What the inspection of accepted goods is called; nil: they go back.
    public var inspection: String?
    /// Somebody has to look at them first, since they are under a sampling plan.
    public var waitsForInspection: Bool
    /// The number of the return to the supplier; nil: they are kept.
    public var supplierReturn: UInt64?
    /// Base units of those accepted that came damaged, and were rejected: they wait in quarantine to be discarded.
    public var damaged: Int64 = 0
}

extension Workplace {
    /// Keeps units that the order does not ask for.
    ///
    /// They count on the line of the order as beyond what was ordered, and in its value. Who has received them does not
    /// accept them; and where the order comes to more with them than was approved, and the policy asks for an approval of
    /// that, only who may give it does, says why, and has not written the order: an approval of the order is recorded, which
    /// who has received them is taken to have asked for. They lie in quarantine, so the engine asks for an
    /// inspection before they reach a shelf: under a sampling plan somebody has to look at them; else the buyer's word is
    /// recorded as one, which says that nobody has looked, and `release` follows. Good units are kept first; those that came
    /// damaged are counted on the order, and rejected there: `discard` follows.
    ///
    /// - Parameters:
    ///   - units: base units; nil: all that wait for a decision.
    ///   - number: the line of the receipt.
    ///   - reference: that of the receipt.
    ///   - unitCost: what a base unit costs, where neither the order nor the receipt says so.
    ///   - reason: why; not empty where it is an approval.
    /// - Returns: what it came to, with the inspection's reference.
    /// - Throws: `ReceivingRule`, `PurchaseOrderRule`.
    public func acceptSurplus(
        _ units: Int64? = nil, ofLine number: UInt32, of reference: String, unitCost: Money? = nil, reason: String = ""
    ) async throws(WorkflowFailure) -> SurplusDecision {
        try await perform { step throws(WorkflowFailure) in
            let (receipt, before) = try await step.surplus(number, of: reference)
            let units = units ?? before.surplus?.open ?? 0
            let decision = Surplus.Decision(
                accepts: true, units: units, by: step.principal, at: step.now, reason: reason)
            let line = try decided { () throws(ReceivingRule) in try before.after(decision).costing(unitCost) }
            let sku = SKU(rawValue: line.arrival.sku)
            let plan = try await step.samplingPlan(for: sku, from: receipt.supplier)
            // Under a plan, who looks at the goods says what has failed.
            let damaged = plan == nil ? line.surplus?.decisions.last?.damaged ?? 0 : 0
            if let order = line.order {
                try await step.count(decision, damaged: damaged, of: line, beyond: order, on: receipt.day)
            }
            let name = line.inspectionReference(ofDecision: line.surplus?.decisions.count ?? 0)
            let site = SiteID(rawValue: receipt.site)
            guard let quarantine = receipt.quarantineLocation.map({ LocationID(rawValue: $0) }) else {
                throw WorkflowFailure.rule(ReceivingRule.noPlace(site, .quarantine))
            }
            let source = GoodsSource(
                line, allocations: line.surplus?.orderLine.map { [.init(orderLine: $0, units: units)] } ?? [])
            if let plan {
                step.write(
                    InspectionOrder(
                        name, of: units, sku: sku, at: quarantine, site: site, by: plan,
                        due: step.dueTomorrow, from: source))
            } else {
                var inspection = Inspection(
                    name, of: units, sku: sku, at: quarantine, site: site, wasInReceiving: false, plan: nil,
                    finding: .ofBuyer(units, damaged: damaged, reason: reason), due: step.dueTomorrow, from: source)
                inspection.basis = .buyersWord
                step.write(inspection)
            }
            step.write(line)
            return SurplusDecision(
                line: line, inspection: name, waitsForInspection: plan != nil, supplierReturn: nil, damaged: damaged)
        }
    }

    /// Sends units back that the order does not ask for.
    ///
    /// They were never counted on the order, so nothing is owed for them.
    ///
    /// - Parameters:
    ///   - units: base units; nil: all that wait for a decision.
    ///   - number: the line of the receipt.
    ///   - reference: that of the receipt.
    ///   - reason: why; not empty.
    /// - Returns: what it came to, with the number of the return.
    /// - Throws: `ReceivingRule`.
    public func refuseSurplus(
        _ units: Int64? = nil, ofLine number: UInt32, of reference: String, reason: String
    ) async throws(WorkflowFailure) -> SurplusDecision {
        try await perform { step throws(WorkflowFailure) in
            let (receipt, before) = try await step.surplus(number, of: reference)
            let units = units ?? before.surplus?.open ?? 0
            let decision = Surplus.Decision(
                accepts: false, units: units, by: step.principal, at: step.now, reason: reason)
            let line = try decided { () throws(ReceivingRule) in try before.after(decision) }
            guard let quarantine = receipt.quarantineLocation, let supplier = receipt.supplier else {
                throw WorkflowFailure.rule(ReceivingRule.noPlace(SiteID(rawValue: receipt.site), .quarantine))
            }
            let returnNumber = try await step.sendBack(
                units, of: SKU(rawValue: line.arrival.sku), from: LocationID(rawValue: quarantine), to: supplier,
                at: LocationID(rawValue: receipt.supplierLocation), unitCost: .zero, reason: reason)
            step.write(line)
            return SurplusDecision(
                line: line, inspection: nil, waitsForInspection: false, supplierReturn: returnNumber)
        }
    }
}

extension Finding {
    /// What a buyer says of goods that nobody has looked at: what came damaged may not be sold.
    fileprivate static func ofBuyer(_ units: Int64, damaged: Int64, reason: String) -> Finding {
        let verdict: Verdict = damaged == 0 ? .pass : damaged == units ? .fail : .conditional
        let reasons = (damaged > 0 ? ["came damaged"] : []) + (reason.isEmpty ? [] : [reason])
        return Finding(verdict, sampled: 0, accepted: units - damaged, reason: reasons.joined(separator: "; "))
    }
}

extension Step {
    /// Counts what is accepted on the order, where who accepts it may have the order come to that.
    fileprivate mutating func count(
        _ decision: Surplus.Decision, damaged: Int64, of line: ReceiptLine, beyond number: UInt64, on day: CalendarDay
    ) async throws(WorkflowFailure) {
        let (units, reason) = (decision.units, decision.reason)
        let before = try await order(number)
        guard before.state != .cancelled else {
            throw .rule(ReceivingRule.orderIsCancelled(line.receipt, line.line, order: number))
        }
        var (order, lines) = (before, try await lines(of: before))
        if let place = lines.firstIndex(where: { $0.line == line.surplus?.orderLine }) {
            let ordered = lines[place]
            lines[place] = try decided { () throws(PurchaseOrderRule) in
                let counted = try ordered.after(.acceptOver(units, on: day, unitCost: line.unitCost))
                return damaged > 0 ? try counted.after(.reject(damaged)) : counted
            }
            write(lines[place])
        } else {
            order = try decided { () throws(PurchaseOrderRule) in
                try before.afterAccepting(units, at: line.unitCost)
            }
        }
        let value = try decided { [order, lines] () throws(PurchaseOrderRule) in try order.value(of: lines) }
        let needed = try await neededApproval(by: PurchaseOrder.policy, of: value, party: order.supplier)
        if let needed, order.approvedValue.map({ $0 < value }) ?? true {
            let others = needed.approvers.filter { !order.authors.contains($0) && $0.rawValue != line.receivedBy }
            guard others.contains(principal) else {
                throw .rule(
                    ReceivingRule.surplusNeedsApproval(
                        line.receipt, line.line, order: number, value: value, by: others))
            }
            guard !reason.isEmpty else {
                throw .rule(ReceivingRule.approvalNeedsReason(line.receipt, line.line, order: number))
            }
            order.approvedValue = value
            order.approvals += 1
            try recordApproval(
                of: order.key, number: order.approvals,
                what: "surplus of receipt \(line.receipt), line \(line.line): purchase order \(number) to "
                    + "\(value) \(order.currency)",
                maker: PrincipalID(rawValue: line.receivedBy ?? order.buyer), authors: order.authors, needed: needed,
                reason: reason)
        }
        if order != before { write(order) }
    }

    fileprivate mutating func surplus(
        _ number: UInt32, of reference: String
    ) async throws(WorkflowFailure) -> (receipt: Receipt, line: ReceiptLine) {
        let receipt = try await require(
            Receipt.self, at: Receipt.key(of: reference), else: ReceivingRule.notFound(reference)
        ).content
        return (receipt, try await receiptLine(number, of: reference))
    }
}
