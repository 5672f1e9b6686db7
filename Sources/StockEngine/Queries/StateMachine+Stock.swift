import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    mutating func availability(
        of skus: [SKU], for channel: ChannelID, withReasons: Bool
    ) throws(StockFailure) -> [Availability] {
        guard let plan = masterData.plan(of: channel) else { throw .refused(.unknownChannel(channel)) }
        var answers: [Availability] = []
        answers.reserveCapacity(skus.count)
        for sku in skus {
            var reasons: [SiteAvailability]? = withReasons ? [] : nil
            var pool: Quantity = 0
            for site in plan.sites {
                let reason = try availability(of: sku, at: site)
                pool = saturatingSum(pool, reason.free)
                reasons?.append(reason)
            }
            answers.append(Availability(sku: sku, availableToSell: pool, reasons: reasons))
        }
        return answers
    }

    private mutating func availability(
        of sku: SKU, at site: ChannelPlan.SitePlan
    ) throws(StockFailure) -> SiteAvailability {
        var sum = SiteAvailability(site: site.site, onHand: 0, held: 0, committed: 0, free: 0)
        for location in site.locations {
            let row = try level(LevelKey(sku, location))
            sum.onHand = saturatingSum(sum.onHand, row.onHand)
            sum.held = saturatingSum(sum.held, row.held &- due.quantity(at: row.key))
            sum.committed = saturatingSum(sum.committed, row.committed)
            sum.free = saturatingSum(sum.free, max(0, available(row)))
        }
        return sum
    }

    func view(_ row: LevelRow) -> Level {
        Level(
            sku: SKU(rawValue: row.sku), location: LocationID(rawValue: row.location), onHand: row.onHand,
            held: row.held &- due.quantity(at: row.key), committed: row.committed,
            newestMovement: row.newestMovement)
    }

    mutating func levels(of sku: SKU) throws(StockFailure) -> [Level] {
        var rows: [UInt32: LevelRow] = [:]
        var from = ByteWriter()
        LevelKey(sku, LocationID(rawValue: 0)).encode(into: &from)
        try base.scan(.levels, from: from.span, reversed: false) { key, value throws(StockFailure) in
            let row = try Self.level(key, value)
            guard row.sku == sku.rawValue else { return false }
            rows[row.location] = row
            return true
        }
        if let sealed { Self.visitLevels(of: sku, in: sealed.overlay) { rows[$0.location] = $0 } }
        Self.visitLevels(of: sku, in: active) { rows[$0.location] = $0 }
        return rows.values.sorted { $0.location < $1.location }.map { view($0) }
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

    static func level(_ key: RawSpan, _ value: RawSpan) throws(StockFailure) -> LevelRow {
        try RowBytes.open(value, key: key, in: .levels) { reader throws(BytesError) in
            var keyReader = ByteReader(key)
            return try LevelRow(try LevelKey(from: &keyReader), from: &reader)
        }
    }

    /// Costs a step per level of the store behind `sku`, until the page is full.
    mutating func levels(at location: LocationID, after sku: SKU?, limit: Int) throws(StockFailure) -> [Level] {
        var changed: [UInt64: LevelRow] = [:]
        let first = sku.map { $0.rawValue == .max ? nil : $0.rawValue + 1 } ?? 0
        guard let first else { return [] }
        if let sealed { Self.collectLevels(at: location, from: first, in: sealed.overlay, &changed) }
        Self.collectLevels(at: location, from: first, in: active, &changed)

        var found: [LevelRow] = Array(changed.values)
        var from = ByteWriter()
        LevelKey(SKU(rawValue: first), LocationID(rawValue: 0)).encode(into: &from)
        var unchanged = 0
        try base.scan(.levels, from: from.span, reversed: false) { key, value throws(StockFailure) in
            var reader = ByteReader(key)
            guard let levelKey = try? LevelKey(from: &reader) else {
                throw .damaged("a key of `levels` cannot be read")
            }
            guard levelKey.location == location.rawValue, changed[levelKey.sku] == nil else { return true }
            found.append(try Self.level(key, value))
            unchanged += 1
            return unchanged < limit
        }
        found.sort { $0.sku < $1.sku }
        return found.prefix(limit).map { view($0) }
    }

    private static func collectLevels(
        at location: LocationID, from sku: UInt64, in overlay: borrowing Overlay, _ rows: inout [UInt64: LevelRow]
    ) {
        for index in 0..<overlay.levels.count {
            let row = overlay.levels[index]
            if row.location == location.rawValue, row.sku >= sku { rows[row.sku] = row }
        }
    }
}
