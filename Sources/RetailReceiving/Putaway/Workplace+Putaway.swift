public import RetailDocuments
import RetailMasterData
import StockAPI
public import StockModel

extension Workplace {
    /// Makes a place of a location, or changes what it takes.
    ///
    /// - Throws: `PutawayObstacle` where the location is none of kind `stock`, or the capacity is below zero.
    public func definePlace(
        _ location: LocationID, priority: Int32 = 1, capacity: Int64? = nil, takesAnything: Bool = true
    ) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            guard capacity ?? 0 >= 0 else { throw .rule(PutawayObstacle.capacityIsNegative(capacity ?? 0)) }
            let site = try await step.siteOfPlace(location)
            var place = PutawayPlace(
                location, at: site, priority: priority, capacity: capacity, takesAnything: takesAnything)
            let known = try await step.read(PutawayPlace.self, at: place.key)?.content
            place.timesUsed = known?.timesUsed ?? 0
            if place != known { step.write(place) }
        }
    }

    /// Says where units of a SKU go, or changes how many.
    ///
    /// - Throws: `PutawayObstacle` where the SKU is not defined, the location is none of kind `stock`, or the capacity is below
    ///   zero.
    public func definePutaway(
        of sku: SKU, to location: LocationID, priority: Int32 = 1, capacity: Int64
    ) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in
            guard capacity >= 0 else { throw .rule(PutawayObstacle.capacityIsNegative(capacity)) }
            try await step.requireDefinition(of: sku)
            let site = try await step.siteOfPlace(location)
            let rule = PutawayRule(sku, to: location, at: site, priority: priority, capacity: capacity)
            if try await step.read(PutawayRule.self, at: rule.key)?.content != rule { step.write(rule) }
        }
    }

    /// Puts goods away: from `receiving` to the places of the site, in one transaction with the promises that waited.
    ///
    /// What finds no room stays in `receiving`, and so does what `PutawayPlan.placesMax` places do not take, which is put away
    /// by another step, and what belongs to the record of an inspection that is not released.
    ///
    /// - Parameters:
    ///   - sku: what is put away.
    ///   - units: base units; nil: all that lie there and no inspection claims.
    ///   - pack: base units of a bag or carton that is not opened.
    ///   - receiving: where the goods lie.
    ///   - document: the paper that the movements stand on.
    /// - Returns: which units went where, which found no room, and whom they served.
    /// - Throws: `PutawayObstacle`; what the engine refuses.
    public func putAway(
        _ sku: SKU, units: Int64? = nil, inPacksOf pack: Int64 = 1, from receiving: LocationID,
        on document: DocumentKey? = nil
    ) async throws(WorkflowFailure) -> PutawayResult {
        let (decision, outcomes) = try await performing { step throws(WorkflowFailure) in
            let location = try await step.location(receiving)
            guard location.kind == .receiving, let site = location.site else {
                throw WorkflowFailure.rule(PutawayObstacle.notReceiving(receiving))
            }
            if try await step.needsInspection(sku) {
                throw WorkflowFailure.rule(PutawayObstacle.needsInspection(sku))
            }
            // Before what lies there is looked at: who records a finding in between changes it.
            let hold = try await step.inspectionHold(of: sku, at: receiving)
            let claims = hold.units > 0 ? try await step.claims(on: sku, at: receiving) : []
            let there = try await step.units(nil, of: sku, at: receiving, inPacksOf: pack)
            let wanted = try await step.units(units, of: sku, at: receiving, inPacksOf: pack)
            let free = hold.free(of: there)
            if let units, units > free {
                throw WorkflowFailure.rule(
                    PutawayObstacle.claimed(sku, asked: units, free: free, at: receiving, by: claims))
            }
            let plan = try await step.place(Swift.min(wanted, free), of: sku, inPacksOf: pack, at: site)
            if !plan.assignments.isEmpty { step.write(hold.after(claiming: 0)) }
            step.move(
                .putaway,
                plan.assignments.map { MoveLine(sku, quantity: $0.units, from: receiving, to: $0.place) },
                context: MovementContext(document: document), servesBackorders: true)
            return PutawayDecision(
                plan: plan, claimed: units == nil ? Swift.min(there, hold.units) : 0, claimedBy: claims)
        }
        var result = PutawayResult(sku, decision.plan, outcomes)
        if decision.claimed > 0 { (result.claimed, result.claimedBy) = (decision.claimed, decision.claimedBy) }
        return result
    }

    /// Takes goods out of a place to the other places of its site, through the site's `transit`.
    ///
    /// What finds no room elsewhere stays where it is.
    ///
    /// - Throws: `PutawayObstacle`; what the engine refuses, such as units that are promised.
    public func clear(
        _ units: Int64? = nil, of sku: SKU, inPacksOf pack: Int64 = 1, outOf place: LocationID
    ) async throws(WorkflowFailure) -> PutawayResult {
        let (plan, outcomes) = try await performing { step throws(WorkflowFailure) in
            let site = try await step.siteOfPlace(place)
            guard let transit = try await step.location(.transit, at: site) else {
                throw WorkflowFailure.rule(PutawayObstacle.noTransit(site))
            }
            let units = try await step.units(units, of: sku, at: place, inPacksOf: pack)
            let plan = try await step.place(units, of: sku, inPacksOf: pack, at: site, leaving: place)
            step.move(
                .transferOut, plan.assignments.map { MoveLine(sku, quantity: $0.units, from: place, to: transit) })
            step.move(
                .transferIn, plan.assignments.map { MoveLine(sku, quantity: $0.units, from: transit, to: $0.place) },
                servesBackorders: true)
            return plan
        }
        return PutawayResult(sku, plan, outcomes)
    }
}

private struct PutawayDecision: Sendable {
    var plan: PutawayPlan
    var claimed: Int64
    var claimedBy: [String]
}

extension Step {
    /// The site of a location of kind `stock`.
    fileprivate func siteOfPlace(_ location: LocationID) async throws(WorkflowFailure) -> SiteID {
        let found = try await self.location(location)
        guard found.kind == .stock, let site = found.site else { throw .rule(PutawayObstacle.notAPlace(location)) }
        return site
    }

    /// Whether the engine will ask for an inspection, or would if the SKU's definition said what the plans say.
    fileprivate mutating func needsInspection(_ sku: SKU) async throws(WorkflowFailure) -> Bool {
        let definition = try await ask { stock throws(StockFailure) in try await stock.definition(of: sku) }
        if definition?.needsInspection == true { return true }
        return try await samplingPlan(forAnySupplierOf: sku) != nil
    }

    /// The units to be moved: those asked for, if they are there, else all that are.
    fileprivate func units(
        _ asked: Int64?, of sku: SKU, at location: LocationID, inPacksOf pack: Int64
    ) async throws(WorkflowFailure) -> Int64 {
        guard pack > 0 else { throw .rule(PutawayObstacle.quantityNotPositive(pack)) }
        let there = try await onHand(of: sku)[location] ?? 0
        guard let asked else { return there }
        guard asked > 0 else { throw .rule(PutawayObstacle.quantityNotPositive(asked)) }
        guard asked <= there else {
            throw .rule(PutawayObstacle.notThere(sku, asked: asked, there: there, at: location))
        }
        return asked
    }
}
