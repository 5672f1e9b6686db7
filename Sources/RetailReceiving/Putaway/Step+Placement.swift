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
    /// A site has more places than a step can have preconditions, so only those that get units become some: they are read
    /// before what lies there is measured again, so that who puts something there in between changes them.
    mutating func place(
        _ units: Int64, of sku: SKU, inPacksOf pack: Int64, at site: SiteID, leaving own: LocationID? = nil
    ) async throws(WorkflowFailure) -> PutawayPlan {
        var places = try await openPlaces(for: sku, at: site)
        if let own { places[own] = nil }
        var candidates = try await candidates(places, for: sku)
        var noted: Set<LocationID> = []
        while true {
            let plan = PutawayPlan(units, inPacksOf: pack, into: Array(candidates.values), leaving: own)
            let chosen = plan.assignments.map(\.place).filter { !noted.contains($0) }
                .prefix(PutawayPlan.placesMax - noted.count)
            guard !chosen.isEmpty else {
                for assignment in plan.assignments {
                    guard var place = places[assignment.place]?.place else { continue }
                    place.timesUsed &+= 1
                    write(place)
                }
                return plan
            }
            var fresh: [LocationID: OpenPlace] = [:]
            for location in chosen {
                if let place = places[location] { fresh[location] = try await readAgain(place) }
                places[location] = fresh[location]
                candidates[location] = nil
                noted.insert(location)
            }
            candidates.merge(try await self.candidates(fresh, for: sku)) { $1 }
            if noted.count == PutawayPlan.placesMax { candidates = candidates.filter { noted.contains($0.key) } }
        }
    }

    /// A place that units of a SKU may go to, and the rule that sends them there; nil: the SKU has none at the site.
    private struct OpenPlace {
        var place: PutawayPlace
        var rule: PutawayRule?
        var location: LocationID { LocationID(rawValue: place.location) }
    }

    /// The places of a site that units of a SKU may go to; no preconditions.
    private func openPlaces(
        for sku: SKU, at site: SiteID
    ) async throws(WorkflowFailure) -> [LocationID: OpenPlace] {
        let rules = try await list(PutawayRule.self, under: PutawayRule.prefix(of: sku, at: site)).map(\.content)
        let all = try await list(PutawayPlace.self, under: PutawayPlace.prefix(of: site)).map(\.content)
        var places: [LocationID: OpenPlace] = [:]
        if rules.isEmpty {
            for place in all where place.takesAnything {
                places[LocationID(rawValue: place.location)] = OpenPlace(place: place)
            }
        }
        for rule in rules {
            let location = LocationID(rawValue: rule.location)
            let place = all.first { $0.location == rule.location }
            places[location] = OpenPlace(
                place: place ?? PutawayPlace(location, at: site, takesAnything: false), rule: rule)
        }
        return places
    }

    /// The place as it stands, with its rule, which become preconditions; nil: nothing goes there any more.
    private mutating func readAgain(_ open: OpenPlace) async throws(WorkflowFailure) -> OpenPlace? {
        let place = try await read(PutawayPlace.self, at: open.place.key)?.content
        guard let listed = open.rule else {
            guard let place, place.takesAnything else { return nil }
            return OpenPlace(place: place)
        }
        guard let rule = try await read(PutawayRule.self, at: listed.key)?.content else { return nil }
        let site = SiteID(rawValue: rule.site)
        return OpenPlace(
            place: place ?? PutawayPlace(open.location, at: site, takesAnything: false), rule: rule)
    }

    /// What still goes into each place: no more than it takes in all, nor than the rule says of the SKU.
    private func candidates(
        _ places: [LocationID: OpenPlace], for sku: SKU
    ) async throws(WorkflowFailure) -> [LocationID: PutawayCandidate] {
        let onHand = try await onHand(of: sku)
        var found: [LocationID: PutawayCandidate] = [:]
        for (location, open) in places {
            var candidate = PutawayCandidate(location, priority: open.place.priority, free: nil)
            if let capacity = open.place.capacity {
                candidate.free = PutawayCandidate.space(capacity, without: try await allUnits(at: location))
            }
            if let rule = open.rule {
                let free = PutawayCandidate.space(rule.capacity, without: onHand[location] ?? 0)
                candidate.free = Swift.min(candidate.free ?? .max, free)
                candidate.priority = rule.priority
            }
            found[location] = candidate
        }
        return found
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
