public import RetailDocuments
import RetailMasterData
import RetailPurchasing
import StockAPI
public import StockModel

/// What the disposition of an inspected lot came to.
public struct InspectionRelease: Hashable, Sendable {
    /// The record as it is now.
    public var inspection: Inspection
    /// Which accepted units went where, which found no room, and whom they served.
    public var putaway: PutawayResult
    /// Rejected units that went from `receiving` to quarantine.
    public var quarantined: Int64
}

extension Workplace {
    /// Records what was found of goods that wait for an inspection.
    ///
    /// The same finding again changes nothing. Nothing moves: `release` follows, and `discard` for what was rejected.
    ///
    /// - Throws: `InspectionRule`.
    public func record(
        _ finding: Finding, of reference: String
    ) async throws(WorkflowFailure) -> Inspection {
        try await perform { step throws(WorkflowFailure) in
            var order = try await step.require(
                InspectionOrder.self, at: InspectionOrder.key(of: reference), else: InspectionRule.notFound(reference)
            ).content
            if let known = try await step.read(Inspection.self, at: Inspection.key(of: reference))?.content {
                guard known.finding == finding else { throw WorkflowFailure.rule(InspectionRule.isRecorded(reference)) }
                return known
            }
            if let obstacle = finding.obstacle(
                lot: order.units, sample: order.sample, checklist: order.checklist, isRegulated: order.isRegulated)
            {
                throw WorkflowFailure.rule(obstacle)
            }
            order = try decided { () throws(InspectionRule) in try order.recorded() }
            let inspection = Inspection(
                reference, of: order.units, sku: SKU(rawValue: order.sku), at: LocationID(rawValue: order.location),
                site: SiteID(rawValue: order.site), wasInReceiving: false, plan: order.plan, finding: finding,
                due: step.dueTomorrow, from: order.source)
            try await step.reject(inspection.rejected, of: order.source)
            step.write(order)
            step.write(inspection)
            return inspection
        }
    }

    /// Records what was found of goods in `receiving`.
    ///
    /// The same finding under the same reference again changes nothing. Where a plan binds, since it has come into force
    /// after the goods were received, its sample and checklist are asked for. Until the record is released or ended, nobody
    /// puts its units away or records another finding of them.
    ///
    /// - Parameters:
    ///   - units: base units of the lot.
    ///   - sku: which SKU.
    ///   - receiving: where they lie.
    ///   - reference: what the record is called: unique, 1 to 80 bytes without a slash.
    ///   - finding: what was found.
    ///   - source: the line of a receipt that brought them, whose order counts what fails; nil: not known.
    /// - Returns: the record as it is stored.
    /// - Throws: `InspectionRule`, `ReceivingRule`.
    public func inspect(
        _ units: Int64, of sku: SKU, at receiving: LocationID, as reference: String, finding: Finding,
        from source: (receipt: String, line: UInt32)? = nil
    ) async throws(WorkflowFailure) -> Inspection {
        try await perform { step throws(WorkflowFailure) in
            guard Reference(reference) != nil else {
                throw WorkflowFailure.rule(InspectionRule.referenceUnreadable(reference))
            }
            guard units > 0 else { throw WorkflowFailure.rule(InspectionRule.quantityNotPositive(units)) }
            let location = try await step.location(receiving)
            guard location.kind == .receiving, let site = location.site else {
                throw WorkflowFailure.rule(InspectionRule.notInReceiving(receiving))
            }
            let plan = try await step.samplingPlan(for: sku, comingBy: source)
            var inspection = Inspection(
                reference, of: units, sku: sku, at: receiving, site: site, wasInReceiving: true, plan: plan?.name,
                finding: finding, due: step.dueTomorrow)
            if let known = try await step.read(Inspection.self, at: inspection.key)?.content {
                guard known.isAbout(inspection) else {
                    throw WorkflowFailure.rule(InspectionRule.differs(reference))
                }
                if let voiding = known.voidings?.first {
                    throw WorkflowFailure.rule(InspectionRule.isVoided(reference, voiding))
                }
                return known
            }
            let hold = try await step.inspectionHold(of: sku, at: receiving)
            let there = try await step.onHand(of: sku)[receiving] ?? 0
            guard units <= there else {
                throw WorkflowFailure.rule(InspectionRule.notThere(sku, asked: units, there: there, at: receiving))
            }
            guard units <= hold.free(of: there) else {
                throw WorkflowFailure.rule(
                    InspectionRule.claimed(
                        sku, asked: units, there: there, claimed: hold.units, at: receiving,
                        by: try await step.claims(on: sku, at: receiving)))
            }
            if let obstacle = finding.obstacle(
                lot: units, sample: plan?.sample.units(of: units) ?? 1, checklist: plan?.checklist ?? [],
                isRegulated: plan?.isRegulated ?? false)
            {
                throw WorkflowFailure.rule(obstacle)
            }
            if let source {
                let line = try await step.receiptLine(source.line, of: source.receipt)
                let inspected = line.inspected ?? 0
                guard line.arrival.sku == sku.rawValue, units <= line.toReceiving - inspected else {
                    throw WorkflowFailure.rule(
                        InspectionRule.notOfLine(
                            source.receipt, source.line, sku, brought: line.toReceiving, inspected: inspected))
                }
                step.write(line.inspecting(units))
                inspection.source = GoodsSource(line)
                (inspection.receipt, inspection.receiptLine) = (source.receipt, source.line)
                try await step.reject(inspection.rejected, of: inspection.source)
            }
            step.write(hold.after(claiming: inspection.claimed))
            step.write(inspection)
            return inspection
        }
    }

    /// Does what a record allows, in one transaction: accepted units go to the places of the site and serve promises that
    /// waited; rejected ones in `receiving` go to quarantine.
    ///
    /// What finds no room stays where it is, and can be released later. Where nothing is left nothing changes.
    ///
    /// - Throws: `InspectionRule`; what the engine refuses.
    public func release(
        _ reference: String, inPacksOf pack: Int64 = 1
    ) async throws(WorkflowFailure) -> InspectionRelease {
        let (decision, outcomes) = try await performing { step throws(WorkflowFailure) in
            var inspection = try await step.require(
                Inspection.self, at: Inspection.key(of: reference), else: InspectionRule.notFound(reference)
            ).content
            let sku = SKU(rawValue: inspection.sku)
            let from = LocationID(rawValue: inspection.location)
            let site = SiteID(rawValue: inspection.site)
            let context = MovementContext(document: inspection.key)
            let hold = inspection.wasInReceiving ? try await step.inspectionHold(of: sku, at: from) : nil
            let plan = try await step.place(inspection.left(for: .stock), of: sku, inPacksOf: pack, at: site)
            let stocked = plan.assignments.reduce(0) { $0 + $1.units }
            if stocked > 0 {
                step.move(
                    inspection.wasInReceiving ? .putaway : .disposition,
                    plan.assignments.map { MoveLine(sku, quantity: $0.units, from: from, to: $0.place) },
                    context: context, servesBackorders: true)
                inspection = try decided { () throws(InspectionRule) in
                    try inspection.after(.stock, units: stocked)
                }
            }
            let rejected = inspection.left(for: .quarantine)
            if rejected > 0 {
                guard let quarantine = try await step.location(.quarantine, at: site) else {
                    throw WorkflowFailure.rule(InspectionRule.noPlace(site, .quarantine))
                }
                step.move(
                    .putaway, [MoveLine(sku, quantity: rejected, from: from, to: quarantine)], context: context)
                inspection = try decided { () throws(InspectionRule) in
                    try inspection.after(.quarantine, units: rejected)
                }
            }
            if stocked > 0 || rejected > 0 {
                let there = try await step.onHand(of: sku)[from] ?? 0
                guard stocked + rejected <= there else {
                    throw WorkflowFailure.rule(
                        InspectionRule.goodsGone(reference, units: stocked + rejected, there: there, at: from))
                }
                if let hold { step.write(hold.after(claiming: -(stocked + rejected))) }
                step.write(inspection)
            }
            return InspectionDecision(inspection: inspection, plan: plan, rejected: rejected)
        }
        return InspectionRelease(
            inspection: decision.inspection,
            putaway: PutawayResult(SKU(rawValue: decision.inspection.sku), decision.plan, outcomes),
            quarantined: decision.rejected)
    }

    /// Moves rejected units out of quarantine: to `damaged`, or back to the supplier, with a return that says what he owes.
    ///
    /// - Parameters:
    ///   - reference: the record that rejects them.
    ///   - units: base units; nil: all that are left.
    ///   - disposition: `damaged` or `supplierReturn`.
    /// - Returns: the record as it is then.
    /// - Throws: `InspectionRule`; what the engine refuses.
    public func discard(
        _ reference: String, units: Int64? = nil, to disposition: Inspection.Disposition
    ) async throws(WorkflowFailure) -> Inspection {
        try await perform { step throws(WorkflowFailure) in
            var inspection = try await step.require(
                Inspection.self, at: Inspection.key(of: reference), else: InspectionRule.notFound(reference)
            ).content
            let site = SiteID(rawValue: inspection.site)
            let units = units ?? inspection.left(for: disposition)
            guard disposition == .damaged || disposition == .supplierReturn else {
                throw WorkflowFailure.rule(
                    InspectionRule.exceeds(reference, disposition, asked: units, left: 0))
            }
            inspection = try decided { () throws(InspectionRule) in
                try inspection.after(disposition, units: units)
            }
            let kind: LocationKind = disposition == .damaged ? .damaged : .supplier
            let quarantine =
                inspection.wasInReceiving
                ? try await step.location(.quarantine, at: site) : LocationID(rawValue: inspection.location)
            guard let quarantine else { throw WorkflowFailure.rule(InspectionRule.noPlace(site, .quarantine)) }
            guard let to = try await step.location(kind, at: kind.isPhysical ? site : nil) else {
                throw WorkflowFailure.rule(InspectionRule.noPlace(site, kind))
            }
            let sku = SKU(rawValue: inspection.sku)
            if disposition == .supplierReturn {
                guard let source = inspection.source else {
                    throw WorkflowFailure.rule(InspectionRule.supplierUnknown(reference))
                }
                _ = try await step.sendBack(
                    units, of: sku, from: quarantine, to: source.supplier, at: to, unitCost: source.unitCost,
                    countedOn: source, reason: inspection.finding.reason)
            } else {
                step.move(
                    .disposition, [MoveLine(sku, quantity: units, from: quarantine, to: to)],
                    context: MovementContext(document: inspection.key))
            }
            step.write(inspection)
            return inspection
        }
    }

    /// What has to be looked at under a reference.
    ///
    /// - Throws: `InspectionRule.notFound`.
    public func inspectionOrder(_ reference: String) async throws(WorkflowFailure) -> InspectionOrder {
        guard let order = try await read(InspectionOrder.self, at: InspectionOrder.key(of: reference)) else {
            throw .rule(InspectionRule.notFound(reference))
        }
        return order.content
    }

    /// The goods that wait for somebody to look at them, by reference.
    public func waitingInspections() async throws(WorkflowFailure) -> [InspectionOrder] {
        var list: [InspectionOrder] = []
        for match in try await matches(under: InspectionOrder.waitingTerms) {
            if let order = try await read(InspectionOrder.self, at: match.key)?.content { list.append(order) }
        }
        return list
    }

    /// The records whose goods have not all found their place, by reference.
    public func unfinishedInspections() async throws(WorkflowFailure) -> [Inspection] {
        var list: [Inspection] = []
        for match in try await matches(under: Inspection.waitingTerms) {
            if let inspection = try await read(Inspection.self, at: match.key)?.content { list.append(inspection) }
        }
        return list
    }
}

private struct InspectionDecision: Sendable {
    var inspection: Inspection
    var plan: PutawayPlan
    var rejected: Int64
}

extension Inspection {
    /// Whether it records the same about the same goods, whatever has become of them since.
    fileprivate func isAbout(_ other: Inspection) -> Bool {
        (sku, location, units, finding) == (other.sku, other.location, other.units, other.finding)
    }
}
