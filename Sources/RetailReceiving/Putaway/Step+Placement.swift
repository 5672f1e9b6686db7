import RetailDocuments
import StockAPI
import StockModel

extension Step {
    /// A definition is for ever, so that it is there is no precondition.
    ///
    /// - Throws: `PutawayObstacle.unknownSKU`.
    func requireDefinition(of sku: SKU) async throws(WorkflowFailure) {
        let found = try await ask { stock throws(StockFailure) in try await stock.definition(of: sku) }
        guard found != nil else { throw .rule(PutawayObstacle.unknownSKU(sku)) }
    }

    /// The location under a number.
    ///
    /// What kind it is and where it belongs is for ever, so it is no precondition.
    func location(_ location: LocationID) async throws(WorkflowFailure) -> LocationDefinition {
        let all = try await ask { stock throws(StockFailure) in try await stock.locations() }
        guard let found = all.first(where: { $0.location == location }) else {
            throw .rule(PutawayObstacle.unknownLocation(location))
        }
        return found
    }

    /// The first location of a kind at a site, by number; nil: the site has none.
    func location(_ kind: LocationKind, at site: SiteID?) async throws(WorkflowFailure) -> LocationID? {
        let all = try await ask { stock throws(StockFailure) in try await stock.locations() }
        return all.filter { $0.kind == kind && $0.site == site }.map(\.location).min { $0.rawValue < $1.rawValue }
    }

    /// What is on hand of a SKU, by location.
    func onHand(of sku: SKU) async throws(WorkflowFailure) -> [LocationID: Int64] {
        let levels = try await ask { stock throws(StockFailure) in try await stock.levels(of: sku) }
        return Dictionary(levels.map { ($0.location, $0.onHand) }) { first, _ in first }
    }

    /// Decides where units of a SKU go at a site, and notes that they go there.
    ///
    /// The documents of the places are read before what lies there: who puts something there in between changes them.
    mutating func place(
        _ units: Int64, of sku: SKU, inPacksOf pack: Int64, at site: SiteID, leaving own: LocationID? = nil
    ) async throws(WorkflowFailure) -> PutawayPlan {
        let rules = try await read(PutawayRule.self, under: PutawayRule.prefix(of: sku, at: site)).map(\.content)
        var places: [LocationID: PutawayPlace] = [:]
        if rules.isEmpty {
            for place in try await read(PutawayPlace.self, under: PutawayPlace.prefix(of: site)).map(\.content)
            where place.takesAnything {
                places[LocationID(rawValue: place.location)] = place
            }
        } else {
            for rule in rules {
                let location = LocationID(rawValue: rule.location)
                let key = PutawayPlace.key(of: location, at: site)
                places[location] =
                    try await read(PutawayPlace.self, at: key)?.content
                    ?? PutawayPlace(location, at: site, takesAnything: false)
            }
        }
        let plan = PutawayPlan(
            units, inPacksOf: pack,
            into: try await candidates(for: sku, by: rules, in: places), leaving: own)
        for assignment in plan.assignments {
            guard var place = places[assignment.place] else { continue }
            place.timesUsed &+= 1
            write(place)
        }
        return plan
    }

    /// What still goes into each place: no more than it takes in all, nor than the rule says of the SKU.
    private func candidates(
        for sku: SKU, by rules: [PutawayRule], in places: [LocationID: PutawayPlace]
    ) async throws(WorkflowFailure) -> [PutawayCandidate] {
        let onHand = try await onHand(of: sku)
        var list: [PutawayCandidate] = []
        for (location, place) in places {
            var candidate = PutawayCandidate(location, priority: place.priority, free: nil)
            if let capacity = place.capacity {
                candidate.free = PutawayCandidate.space(capacity, without: try await allUnits(at: location))
            }
            if let rule = rules.first(where: { $0.location == location.rawValue }) {
                let free = PutawayCandidate.space(rule.capacity, without: onHand[location] ?? 0)
                candidate.free = Swift.min(candidate.free ?? .max, free)
                candidate.priority = rule.priority
            }
            list.append(candidate)
        }
        return list
    }

    /// The units of all SKUs at a location; the largest quantity where they are more.
    private func allUnits(at location: LocationID) async throws(WorkflowFailure) -> Int64 {
        let pageLength = 1_000
        var sum: Int64 = 0
        var last: SKU?
        while true {
            let after = last
            let page = try await ask { stock throws(StockFailure) in
                try await stock.levels(at: location, after: after, limit: pageLength)
            }
            for level in page {
                let (next, overflow) = sum.addingReportingOverflow(level.onHand)
                guard !overflow else { return .max }
                sum = next
            }
            guard page.count == pageLength else { return sum }
            last = page.last?.sku
        }
    }
}
