import StockModel

// Every question of `StockService`, with all of the answer at once: pages are the engine's concern.
extension SimpleStock {
    func availability(of sku: SKU, for channel: ChannelDefinition) -> Availability {
        if let kit = skus[sku], !kit.components.isEmpty { return availability(ofKit: kit, for: channel) }
        let reasons = channel.sites.map { entry in
            let places = stockLocations(of: entry.site)
            return SiteAvailability(
                site: entry.site, onHand: saturatingSum(places.map { onHand(sku, at: $0) }),
                held: saturatingSum(places.map { heldLive(sku, at: $0) }),
                committed: saturatingSum(places.map { committed(sku, at: $0) }),
                buffer: buffer(sku, at: entry.site, for: channel),
                earmarked: earmarked(sku, at: entry.site, against: channel.channel),
                free: free(sku, at: entry.site, for: channel))
        }
        let caps = [capUse(sku, channel.channel)].compactMap { $0 }
        let most = caps.map { max(0, $0.cap - $0.used) }.min() ?? .max
        return Availability(
            sku: sku, availableToSell: min(most, saturatingSum(reasons.map(\.free))), caps: caps, reasons: reasons)
    }

    private func availability(ofKit kit: SKUDefinition, for channel: ChannelDefinition) -> Availability {
        let components = (try? components(of: kit)) ?? []
        let reasons = channel.sites.map { entry in
            let kits = components.map { free($0.sku, at: entry.site, for: channel) / $0.quantity }
            let fewest = kits.min() ?? 0
            return SiteAvailability(
                site: entry.site, onHand: 0, held: 0, committed: 0, free: fewest,
                limitingComponent: kits.firstIndex(of: fewest).map { components[$0].sku })
        }
        let parts = [KitComponent(kit.sku, quantity: 1)] + components
        let caps = parts.map { (use: capUse($0.sku, channel.channel), quantity: $0.quantity) }
        let most = caps.compactMap { cap in cap.use.map { max(0, $0.cap - $0.used) / cap.quantity } }.min() ?? .max
        return Availability(
            sku: kit.sku, availableToSell: min(most, saturatingSum(reasons.map(\.free))), caps: caps.compactMap(\.use),
            reasons: reasons)
    }

    /// Every level that has a movement.
    var levels: [Level] {
        struct Place: Hashable {
            var sku: SKU
            var location: LocationID
        }
        var places: Set<Place> = []
        for movement in movements {
            places.insert(Place(sku: movement.sku, location: movement.from))
            places.insert(Place(sku: movement.sku, location: movement.to))
        }
        return places.sorted { ($0.sku, $0.location) < ($1.sku, $1.location) }.map { level($0.sku, at: $0.location) }
    }

    func reservation(_ id: ReservationID) -> Reservation? { reservationKept(id)?.shown(at: now) }

    func reservations(of owner: OwnerID) -> [Reservation] {
        reservations.values
            .map { $0.shown(at: now) }
            .filter { $0.owner == owner && $0.allocations.contains { $0.held + $0.committed + $0.waiting > 0 } }
            .sorted { $0.reservation < $1.reservation }
    }

    func holds(at site: SiteID) -> [Reservation] {
        reservations.values
            .map { $0.shown(at: now) }
            .filter { $0.allocations.contains { $0.held > 0 && locations[$0.location]?.site == site } }
            .sorted { ($0.deadline, $0.reservation) < ($1.deadline, $1.reservation) }
    }

    func promises(of sku: SKU) -> [Reservation] {
        reservations.values
            .map { $0.shown(at: now) }
            .filter { $0.allocations.contains { $0.sku == sku && $0.held + $0.committed > 0 } }
            .sorted { $0.reservation < $1.reservation }
    }

    /// In order of promise.
    func waiting(for sku: SKU) -> [Reservation] {
        queue(of: sku).map { $0.shown(at: now) }
    }

    func thresholds(of sku: SKU) -> [ThresholdState] {
        thresholds.filter { $0.key.sku == sku }.map(\.value).sorted { $0.threshold.scope < $1.threshold.scope }
    }

    func movements(of sku: SKU, at location: LocationID) -> [Movement] {
        movements.filter { $0.sku == sku && ($0.from == location || $0.to == location) }
    }

    func movements(on document: DocumentKey) -> [Movement] { movements.filter { $0.document == document } }

    /// All that a scan finds, whatever its limit and cursor.
    func documents(_ scan: Scan) -> [Document] {
        let found = documents.values.filter { scan.contains($0.key.bytes) }.sorted { $0.key < $1.key }
        return scan.isReversed ? found.reversed() : found
    }

    func documents(byTerm scan: Scan) -> [TermMatch] {
        let found = documents.values
            .flatMap { document in document.terms.map { TermMatch(term: $0, key: document.key) } }
            .filter { scan.contains($0.term.bytes) }
            .sorted { ($0.term, $0.key) < ($1.term, $1.key) }
        return scan.isReversed ? found.reversed() : found
    }
}

extension Scan {
    func contains(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: prefix)
            && !(from.map { bytes.lexicographicallyPrecedes($0) } ?? false)
            && (to.map { bytes.lexicographicallyPrecedes($0) } ?? true)
    }
}
