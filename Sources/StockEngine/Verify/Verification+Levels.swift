import StockAPI
import StockBytes
import StockModel

extension Verification {
    mutating func checkFacts(_ rows: borrowing LMDBRows) throws(StockFailure) {
        let key = StoreFacts.key
        var keyBytes = ByteWriter()
        keyBytes.append(bytes: key)
        facts = try rows.row(.meta, key: keyBytes.span) { value throws(StockFailure) in
            try RowBytes.open(value, key: keyBytes.span, in: .meta) { reader throws(BytesError) in
                try StoreFacts(from: &reader)
            }
        }
        guard let facts else { return differ("the store's own facts are missing") }
        report.sequence = facts.sequence
    }

    mutating func checkMasterData(_ rows: borrowing LMDBRows) throws(StockFailure) {
        var uses: [SKU: [SKU]] = [:]
        var kits: [SKU: [KitComponent]] = [:]
        try forEachRow(of: .skus, in: rows) { (_, _, fields) throws(BytesError) in
            let sku = try SKUDefinition(from: &fields)
            if !sku.components.isEmpty { kits[sku.sku] = sku.components }
            for component in sku.components { uses[component.sku, default: []].append(sku.sku) }
        }
        self.kits = kits
        try checkKitUses(uses, rows)
        var sites: Set<SiteID> = []
        try forEachRow(of: .sites, in: rows) { (_, _, fields) throws(BytesError) in
            sites.insert(try SiteDefinition(from: &fields).site)
        }
        try forEachRow(of: .locations, in: rows) { (verification, _, fields) throws(BytesError) in
            let location = try LocationDefinition(from: &fields)
            verification.locations[location.location.rawValue] = location
            if let site = location.site, !sites.contains(site) {
                verification.differ(
                    "location \(location.location.rawValue) belongs to site \(site.rawValue), which is not defined")
            }
        }
        try forEachRow(of: .channels, in: rows) { (verification, _, fields) throws(BytesError) in
            let channel = try ChannelDefinition(from: &fields)
            verification.channels[channel.channel] = channel
        }
    }

    private mutating func checkKitUses(
        _ uses: [SKU: [SKU]], _ rows: borrowing LMDBRows
    ) throws(StockFailure) {
        var due = uses
        try forEachRow(of: .kitUses, in: rows) { (verification, key, fields) throws(BytesError) in
            let sku = SKU(rawValue: try key.readBigEndian())
            if try KitUses.decode(&fields) != due.removeValue(forKey: sku) {
                verification.differ("`kitUses` of SKU \(sku.rawValue) does not name the kits that it is a component of")
            }
        }
        for sku in due.keys.sorted() { differ("`kitUses` lacks SKU \(sku.rawValue)") }
    }

    /// Reads the levels as they are: the newest row of a run before the one in `levels`.
    mutating func checkLevels(_ rows: borrowing LMDBRows) throws(StockFailure) {
        var waiting: [LevelKey: LevelRow] = [:]
        let pass = facts?.merge.pass ?? 0
        for table in [StoreTable.levelRuns(ofPass: pass &+ 1), .levelRuns(ofPass: pass)] {
            try forEachRow(of: table, in: rows) { (_, key, fields) throws(BytesError) in
                guard try key.readBigEndian(UInt64.self) > 0 else { throw BytesError(offset: 0) }
                let level = try LevelKey(from: &key)
                guard level != .first else { return _ = try LevelRunStart.decode(from: &fields) }
                waiting[level] = try LevelRow(level, from: &fields)
            }
        }
        try forEachRow(of: .levels, in: rows) { (verification, key, fields) throws(BytesError) in
            let levelKey = try LevelKey(from: &key)
            let row = try LevelRow(levelKey, from: &fields)
            if waiting[levelKey] == nil { verification.count(row) }
        }
        for row in waiting.values { count(row) }
        try checkLevelIndex(rows)
    }

    private mutating func count(_ row: LevelRow) {
        addHash(of: row)
        levels[row.key] = LevelAccount(
            onHand: row.onHand, held: row.held, committed: row.committed, newest: row.newestMovement)
    }

    private mutating func checkLevelIndex(_ rows: borrowing LMDBRows) throws(StockFailure) {
        let indexed = try forEachRow(of: .levelsAtLocation, in: rows) { (verification, key, _) throws(BytesError) in
            let location = try key.readBigEndian(UInt32.self)
            let level = LevelKey(SKU(rawValue: try key.readBigEndian()), LocationID(rawValue: location))
            if verification.levels[level] == nil {
                verification.differ(
                    "`levelsAtLocation` names SKU \(level.sku) at location \(location), which has no level")
            }
        }
        if indexed != UInt64(levels.count) {
            differ("`levelsAtLocation` has \(indexed) rows, \(levels.count) are due")
        }
    }

    /// For every SKU the units of all places add up to nothing (invariant 1).
    private mutating func checkBalances(_ sorted: [(key: LevelKey, value: LevelAccount)]) {
        var start = 0
        while start < sorted.count {
            let sku = sorted[start].key.sku
            var sum: Int128 = 0
            while start < sorted.count, sorted[start].key.sku == sku {
                sum += Int128(sorted[start].value.onHand)
                start += 1
            }
            if sum != 0 { differ("SKU \(sku): the units of all places add up to \(sum), not to nothing") }
        }
    }

    /// Invariants 2 and 3, and the ledger against the levels.
    mutating func compareLevels() {
        let sorted = levels.sorted { $0.key < $1.key }
        checkBalances(sorted)
        for (key, level) in sorted {
            let place = "SKU \(key.sku) at location \(key.location)"
            let kind = locations[key.location]?.kind
            if kind == nil { differ("\(place): the location is not defined") }
            if level.onHand != level.onHandByMovements {
                differ("\(place): on hand is \(level.onHand), its movements add up to \(level.onHandByMovements)")
            }
            if level.newest != level.newestByMovements {
                differ("\(place): the newest movement is not the last one in the ledger")
            }
            if level.held != level.heldByReservations {
                differ("\(place): held is \(level.held), its reservations add up to \(level.heldByReservations)")
            }
            if level.committed != level.committedByReservations {
                differ(
                    "\(place): committed is \(level.committed), its reservations add up to \(level.committedByReservations)"
                )
            }
            if level.held < 0 || level.committed < 0 { differ("\(place): held or committed is below zero") }
            if kind?.isPhysical == true, level.onHand < 0 { differ("\(place): on hand is below zero") }
            let promised = Int128(level.held) - Int128(level.pastDueByReservations) + Int128(level.committed)
            if promised > 0, kind != .stock { differ("\(place): units are promised from a place that is not sellable") }
            if promised > max(0, level.onHand) {
                differ("\(place): \(promised) are promised, \(level.onHand) are there")
            }
        }
    }
}
