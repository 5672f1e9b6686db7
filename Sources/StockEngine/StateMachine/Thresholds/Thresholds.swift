import StockAPI
import StockBytes
import StockModel

/// Whom the feed tells when a SKU runs low, runs out, or is back.
///
/// Which side of a threshold the stock is on is stored; it is looked at after each command, for the SKUs that it touched, so
/// that each crossing is told once, in the event of the command that did it.
extension StateMachine where Base: ~Copyable {
    /// The thresholds of a SKU, by scope.
    mutating func thresholds(of sku: SKU) throws(StockFailure) -> [ThresholdState] {
        guard hasThresholds else { return [] }
        if let known = thresholdCache[sku] { return known }
        let found = try thresholdsBelowCache(of: sku)
        if thresholdCache.count >= Self.thresholdsCachedMax { thresholdCache.removeAll() }
        thresholdCache[sku] = found
        return found
    }

    private static var thresholdsCachedMax: Int { 100_000 }

    private mutating func thresholdsBelowCache(of sku: SKU) throws(StockFailure) -> [ThresholdState] {
        if let found = active.thresholds[sku] { return found ?? [] }
        if let found = sealed?.overlay.thresholds[sku] { return found ?? [] }
        keyScratch.removeAll()
        keyScratch.appendBigEndian(sku.rawValue)
        let key = keyScratch.span
        return try base.row(.thresholds, key: key) { value throws(StockFailure) in
            try RowBytes.open(value, key: key, in: .thresholds) { reader throws(BytesError) in
                try ThresholdRow.decode(&reader)
            }
        } ?? []
    }

    mutating func define(_ threshold: StockThreshold) throws(Stop) {
        try checkKnown(threshold.sku)
        switch threshold.scope {
        case .site(let site):
            guard masterData.sites[site] != nil else { throw .refused(.unknownSite(site)) }
        case .channel(let channel): _ = try plan(of: channel)
        }
        if let low = threshold.low, low < 0 { throw .invalid(.thresholdIsNegative) }
        var all: [ThresholdState]
        let units: Quantity
        do throws(StockFailure) {
            if !hasThresholds { nextWindowBoundary = nil }
            hasThresholds = true
            all = try thresholds(of: threshold.sku)
            units = try self.units(threshold.sku, threshold.scope)
        } catch { throw .failed(error) }
        all.removeAll { $0.threshold.scope == threshold.scope }
        if let low = threshold.low {
            let state = ThresholdState(threshold, StockState(of: units, low: low))
            all.insert(state, at: all.firstIndex { threshold.scope < $0.threshold.scope } ?? all.count)
        }
        guard all.count <= CommandLimits.thresholdsOfSKUMax else {
            throw .refused(.limit(max: Int64(CommandLimits.thresholdsOfSKUMax)))
        }
        set(all, of: threshold.sku)
        touchedSKUs.append(threshold.sku)
    }

    private mutating func set(_ all: [ThresholdState], of sku: SKU) {
        active.thresholds.set(sku, to: all.isEmpty ? nil : all)
        thresholdCache[sku] = all
    }

    /// What a threshold measures now.
    private mutating func units(_ sku: SKU, _ scope: StockThreshold.Scope) throws(StockFailure) -> Quantity {
        switch scope {
        case .channel(let channel):
            return try availability(of: [ChannelSKU(sku, channel)], withReasons: false)[0].availableToSell
        case .site(let site):
            let locations = masterData.stockLocations(of: site)
            var units = Quantity.max
            for part in try parts(of: sku) {
                var sum: Quantity = 0
                for location in locations {
                    sum = saturatingSum(sum, max(0, available(try level(LevelKey(part.sku, location)))))
                }
                units = min(units, sum / part.quantity)
            }
            return units
        }
    }

    private mutating func parts(of sku: SKU) throws(StockFailure) -> [KitComponent] {
        try componentsOfKit(sku) ?? [KitComponent(sku, quantity: 1)]
    }

    // MARK: Crossings

    /// Appends the crossings that the command has caused to its event.
    mutating func appendCrossings() throws(StockFailure) {
        guard hasThresholds, isStockTouched else { return }
        var changed: [(sku: SKU, thresholds: [ThresholdState])] = []
        for sku in try touchedWithKits() {
            var all = try thresholds(of: sku)
            var isChanged = false
            for index in all.indices {
                guard let crossing = try crossing(of: all[index]) else { continue }
                all[index].state = crossing.after
                EventBytes.append(.crossed(crossing), to: &active.eventBytes)
                isChanged = true
            }
            if isChanged { changed.append((sku, all)) }
        }
        // Nothing can fail any more: what is remembered of thresholds is not taken back.
        for (sku, all) in changed { set(all, of: sku) }
    }

    /// When time alone has made stock cross a threshold, that takes a sequence of its own.
    mutating func tellCrossings() throws(StockFailure) {
        guard hasThresholds, isStockTouched else { return }
        let eventStart = active.eventBytes.count
        EventBytes.begin(&active.eventBytes, time: now, principal: .system)
        let start = active.eventBytes.count
        try appendCrossings()
        guard active.eventBytes.count > start else { return active.eventBytes.truncate(to: eventStart) }
        sequence += 1
        active.events.append(eventStart)
    }

    private mutating func crossing(of known: ThresholdState) throws(StockFailure) -> ThresholdCrossing? {
        guard let low = known.threshold.low else { return nil }
        let units = try units(known.threshold.sku, known.threshold.scope)
        let state = StockState(of: units, low: low)
        guard state != known.state else { return nil }
        return ThresholdCrossing(
            sku: known.threshold.sku, scope: known.threshold.scope, before: known.state, after: state, units: units)
    }

    /// The SKUs that were touched, and the kits that they are part of, in order; nothing is touched from here on.
    private mutating func touchedWithKits() throws(StockFailure) -> [SKU] {
        var all = Set(touchedSKUs)
        if touchesAllStock { all.formUnion(try skusWithThresholds()) }
        forgetTouched()
        var open = Array(all)
        while let sku = open.popLast() {
            for kit in try kits(using: sku) where all.insert(kit).inserted { open.append(kit) }
        }
        return all.sorted()
    }

    /// A hold has ended: what it held is there again.
    mutating func noteTouched(by reservation: ReservationID) throws(StockFailure) {
        guard hasThresholds, let (row, allocations) = try peekReservation(reservation) else { return }
        for allocation in allocations where allocation.held > 0 { touchedSKUs.append(SKU(rawValue: allocation.sku)) }
        if row.hasKits { touchedSKUs += try details(of: reservation).kits.map(\.kit) }
    }

    /// A definition may change what channels can promise: of one SKU, or of every SKU that has a threshold.
    mutating func noteTouched(by definition: Definition) {
        guard hasThresholds else { return }
        switch definition {
        case .sku(let sku): touchedSKUs.append(sku.sku)
        case .policy(let policy):
            touchedSKUs.append(policy.sku)
            noteWindow(of: policy)
        case .channel, .location: touchesAllStock = true
        case .site, .threshold: break
        }
    }

    private var isStockTouched: Bool { touchesAllStock || !touchedSKUs.isEmpty }

    mutating func forgetTouched() {
        touchedSKUs.removeAll(keepingCapacity: true)
        touchesAllStock = false
    }

    private mutating func skusWithThresholds() throws(StockFailure) -> [SKU] {
        var skus = Set(active.thresholds.entries.keys)
        if let sealed { skus.formUnion(sealed.overlay.thresholds.entries.keys) }
        skus.formUnion(try storedSKUs(in: .thresholds))
        return skus.sorted()
    }

    private borrowing func storedSKUs(in table: StoreTable) throws(StockFailure) -> [SKU] {
        var skus: [SKU] = []
        let first = ByteWriter()
        try base.scanKeys(table, from: first.span, reversed: false) { key throws(StockFailure) in
            var reader = ByteReader(key)
            guard let sku = try? reader.readBigEndian(UInt64.self) else {
                throw .damaged("a key of `\(table.name)` cannot be read")
            }
            skus.append(SKU(rawValue: sku))
            return true
        }
        return skus
    }

    // MARK: Windows of caps

    /// A window that was not known before begins or ends: no later than that, policies are looked at.
    private mutating func noteWindow(of policy: ChannelPolicy) {
        guard let next = nextWindowBoundary, let window = policy.cap?.window else { return }
        for boundary in [window.start, window.end] where boundary > now {
            nextWindowBoundary = min(next, boundary.millisecondsSinceEpoch, nextWindowBoundary ?? next)
        }
    }

    /// Touches the SKUs of which a cap begins or ends to bind between two moments.
    ///
    /// Cost: nothing but a comparison until the next window begins or ends; then a step for each policy of the store.
    mutating func touchWhatWindowsChange(after before: Instant) throws(StockFailure) {
        guard hasThresholds, hasPolicies, nextWindowBoundary.map({ $0 <= now.millisecondsSinceEpoch }) ?? true else {
            return
        }
        var skus = Set(active.policies.entries.keys)
        if let sealed { skus.formUnion(sealed.overlay.policies.entries.keys) }
        skus.formUnion(try storedSKUs(in: .policies))
        var next = Int64.max
        for sku in skus {
            for window in try policies(of: sku).compactMap({ $0.cap?.window }) {
                for boundary in [window.start, window.end] {
                    if boundary > now {
                        next = min(next, boundary.millisecondsSinceEpoch)
                    } else if boundary > before {
                        touchedSKUs.append(sku)
                    }
                }
            }
        }
        nextWindowBoundary = next
    }
}

/// Rows of `thresholds`: after the version, the thresholds of a SKU by scope, each with its state, to the checksum.
enum ThresholdRow {
    static func encode(_ thresholds: [ThresholdState], into writer: inout ByteWriter) {
        writer.append(RowBytes.version)
        for threshold in thresholds { threshold.encode(into: &writer) }
    }

    static func decode(_ reader: inout ByteReader) throws(BytesError) -> [ThresholdState] {
        var thresholds: [ThresholdState] = []
        while !reader.isAtEnd { thresholds.append(try ThresholdState(from: &reader)) }
        return thresholds
    }
}
