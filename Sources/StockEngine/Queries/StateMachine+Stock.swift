import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    mutating func availability(
        of skus: [SKU], for channel: ChannelID, withReasons: Bool
    ) throws(StockFailure) -> [Availability] {
        try availability(of: skus.map { ChannelSKU($0, channel) }, orOf: channel, withReasons: withReasons)
    }

    /// A channel that is named besides has to be there, even where nothing is asked.
    mutating func availability(
        of questions: [ChannelSKU], orOf named: ChannelID? = nil, withReasons: Bool
    ) throws(StockFailure) -> [Availability] {
        if let named, masterData.channels[named] == nil { throw .refused(.unknownChannel(named)) }
        var answers: [Availability] = []
        answers.reserveCapacity(questions.count)
        for question in questions {
            let (sku, channel) = (question.sku, question.channel)
            guard let plan = masterData.plan(of: channel) else { throw .refused(.unknownChannel(channel)) }
            let components = try componentsOfKit(sku)
            var rows: [SKULevels] = []
            for part in components?.map(\.sku) ?? [sku] { rows.append(try levelsAtHand(of: part, plan)) }
            var reasons: [SiteAvailability]? = withReasons ? [] : nil
            var pool: Quantity = 0
            for site in plan.sites {
                let reason =
                    if let components { try availability(ofKit: components, rows, at: site, for: channel) } else {
                        try availability(of: sku, rows[0], at: site, for: channel)
                    }
                pool = saturatingSum(pool, reason.free)
                reasons?.append(reason)
            }
            var caps: [CapUse] = []
            if let use = try capUse(sku, channel) {
                caps.append(use)
                pool = min(pool, use.left)
            }
            for component in components ?? [] {
                guard let use = try capUse(component.sku, channel) else { continue }
                caps.append(use)
                pool = min(pool, use.left / component.quantity)
            }
            answers.append(Availability(sku: sku, availableToSell: pool, caps: caps, reasons: reasons))
        }
        return answers
    }

    private mutating func availability(
        of sku: SKU, _ rows: SKULevels, at site: ChannelPlan.SitePlan, for channel: ChannelID
    ) throws(StockFailure) -> SiteAvailability {
        var sum = SiteAvailability(site: site.site, onHand: 0, held: 0, committed: 0, free: 0)
        sum.buffer = try buffer(of: sku, at: site, for: channel)
        sum.earmarked = try earmarked(sku, at: site.site, against: channel)
        var available: Quantity = 0
        for location in site.locations {
            let row = try level(LevelKey(sku, location), rows)
            available = saturatingSum(available, max(0, self.available(row)))
            sum.onHand = saturatingSum(sum.onHand, row.onHand)
            sum.held = saturatingSum(sum.held, row.held &- due.quantity(at: row.key))
            sum.committed = saturatingSum(sum.committed, row.committed)
        }
        sum.free = max(0, available - saturatingSum(sum.buffer, sum.earmarked))
        return sum
    }

    /// Nil for a SKU that is no kit, or not known.
    mutating func componentsOfKit(_ sku: SKU) throws(StockFailure) -> [KitComponent]? {
        if let known = kitCache[sku] { return known }
        if skuCache[sku] == .active || skuCache[sku] == .limited { return nil }
        guard let definition = try definition(of: sku), !definition.components.isEmpty else { return nil }
        do throws(Stop) { return try components(of: definition) } catch {
            switch error {
            case .refused(let refusal): throw .refused(refusal)
            case .failed(let failure): throw failure
            }
        }
    }

    /// As many kits as the components at a site are enough for.
    private mutating func availability(
        ofKit components: [KitComponent], _ rows: [SKULevels], at site: ChannelPlan.SitePlan, for channel: ChannelID
    ) throws(StockFailure) -> SiteAvailability {
        var sum = SiteAvailability(site: site.site, onHand: 0, held: 0, committed: 0, buffer: 0, free: .max)
        for (component, rows) in zip(components, rows) {
            let free = try availability(of: component.sku, rows, at: site, for: channel).free
            let kits = free / component.quantity
            guard kits < sum.free || sum.limitingComponent == nil else { continue }
            sum.free = kits
            sum.limitingComponent = component.sku
        }
        return sum
    }

    func view(_ row: LevelRow) -> Level {
        Level(
            sku: SKU(rawValue: row.sku), location: LocationID(rawValue: row.location), onHand: row.onHand,
            held: row.held &- due.quantity(at: row.key), committed: row.committed,
            newestMovement: row.newestMovement)
    }

    /// The levels of a SKU by location; nil: they are looked up one by one.
    private typealias SKULevels = [UInt32: LevelRow]?

    /// Reads all levels of a SKU at once for a channel with many places: they lie side by side, and a search for each costs
    /// several times as much.
    private func levelsAtHand(of sku: SKU, _ plan: ChannelPlan) throws(StockFailure) -> SKULevels {
        plan.locationCount < 16 ? nil : try levelRows(of: sku)
    }

    private mutating func level(_ key: LevelKey, _ rows: SKULevels) throws(StockFailure) -> LevelRow {
        if let rows { rows[key.location] ?? LevelRow(key) } else { try level(key) }
    }

    mutating func levels(of sku: SKU) throws(StockFailure) -> [Level] {
        try levelRows(of: sku).values.sorted { $0.location < $1.location }.map { view($0) }
    }

    func levelRows(of sku: SKU) throws(StockFailure) -> [UInt32: LevelRow] {
        var rows: [UInt32: LevelRow] = [:]
        try base.scanLevels(from: LevelKey(sku, LocationID(rawValue: 0))) { row throws(StockFailure) in
            guard row.sku == sku.rawValue else { return false }
            rows[row.location] = row
            return true
        }
        if let sealed { Self.visitLevels(of: sku, in: sealed.overlay) { rows[$0.location] = $0 } }
        Self.visitLevels(of: sku, in: active) { rows[$0.location] = $0 }
        return rows
    }

    private static func visitLevels(of sku: SKU, in overlay: borrowing Overlay, _ visit: (LevelRow) -> Void) {
        guard let newest = overlay.levelsOfSKU.index(of: sku.rawValue) else { return }
        var next = overlay.levelsOfSKU[newest].index
        while next != 0 {
            let row = overlay.levels[Int(next) - 1]
            visit(row)
            next = row.previousOfSKU
        }
    }

    /// Costs a step per level of the page, and one per level that came to be there since the checkpoint.
    mutating func levels(at location: LocationID, after sku: SKU?, limit: Int) throws(StockFailure) -> [Level] {
        guard sku?.rawValue != .max else { return [] }
        let first = sku.map { $0.rawValue + 1 } ?? 0
        var skus: Set<UInt64> = []
        if let sealed { sealed.overlay.forEachNewSKU(at: location, from: first) { skus.insert($0) } }
        active.forEachNewSKU(at: location, from: first) { skus.insert($0) }
        var from = ByteWriter()
        LocationLevelKey.encode(location, SKU(rawValue: first), into: &from)
        var found = 0
        try base.scanKeys(.levelsAtLocation, from: from.span, reversed: false) { key throws(StockFailure) in
            guard let entry = LocationLevelKey.decode(key) else {
                throw .damaged("a key of `levelsAtLocation` cannot be read")
            }
            guard entry.location == location.rawValue else { return false }
            skus.insert(entry.sku)
            found += 1
            return found < limit
        }
        var levels: [Level] = []
        for sku in skus.sorted().prefix(limit) {
            levels.append(view(try level(LevelKey(SKU(rawValue: sku), location))))
        }
        return levels
    }
}
