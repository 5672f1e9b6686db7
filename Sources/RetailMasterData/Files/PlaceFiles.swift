import StockModel

extension Site: FileKind {
    static let file = FileFormat(
        "sites.csv", "site", required: ["number", "code"],
        optional: ["description", "utc_offset_minutes", "day_cut_minutes", "found_without_approval_max"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.sites }

    init(_ row: inout RowReader) {
        number = row.number("number", from: 1)
        code = row.code("code")
        description = row.text("description")
        utcOffsetMinutes = row.number("utc_offset_minutes", from: -1_080, to: 1_080, else: 0)
        dayCutMinutes = row.number("day_cut_minutes", from: 0, to: 1_439, else: 0)
        foundWithoutApprovalMax = row.number("found_without_approval_max", from: 0, else: 0)
    }

    func write(_ row: inout RowWriter) {
        row.put("number", number)
        row.put("code", code)
        row.put("description", description)
        row.put("utc_offset_minutes", utcOffsetMinutes)
        row.put("day_cut_minutes", dayCutMinutes)
        row.put("found_without_approval_max", foundWithoutApprovalMax)
    }
}

extension Location: FileKind {
    static let file = FileFormat(
        "locations.csv", "location", required: ["number", "code", "kind"], optional: ["site", "description"])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.locations }

    init(_ row: inout RowReader) {
        number = row.number("number", from: 1)
        code = row.code("code")
        let name = row.text("kind")
        let kind = LocationKind.allCases.first { "\($0)" == name }
        placeKind = kind?.rawValue ?? 0
        site = row.optionalNumber("site", from: 1)
        description = row.text("description")
        guard let kind else {
            row.note(.notAChoice("kind", name, LocationKind.allCases.map { "\($0)" }))
            return
        }
        if kind.isPhysical != (site != nil) { row.note(.siteOfLocation(name, isPhysical: kind.isPhysical)) }
    }

    func write(_ row: inout RowWriter) {
        row.put("number", number)
        row.put("code", code)
        row.put("kind", LocationKind(rawValue: placeKind).map { "\($0)" })
        row.put("site", site)
        row.put("description", description)
    }
}

extension Channel: FileKind {
    static let file = FileFormat(
        "channels.csv", "channel", required: ["number", "code", "sites"],
        optional: [
            "description", "default_hold_seconds", "longest_hold_seconds", "holds_per_owner_max", "accepts_backorders",
        ])
    static var rows: WritableKeyPath<MasterDataSet, KindRows<Self>> { \.channels }
    private static let holdSecondsMax: Int64 = 31_536_000

    init(_ row: inout RowReader) {
        number = row.number("number", from: 1)
        code = row.code("code")
        description = row.text("description")
        sites = row.pairs("sites", form: "1;2=5, the best first, with what it leaves there", value: "0").map { pair in
            Source(site: row.part(pair.name, of: "sites", from: 1), buffer: row.part(pair.value, of: "sites", from: 0))
        }
        defaultHoldSeconds = row.number("default_hold_seconds", from: 1, to: Self.holdSecondsMax, else: 900)
        longestHoldSeconds = row.number("longest_hold_seconds", from: 1, to: Self.holdSecondsMax, else: 3_600)
        holdsPerOwnerMax = row.optionalNumber("holds_per_owner_max", from: 1)
        acceptsBackorders = row.flag("accepts_backorders", else: false)
        var seen: Set<UInt32> = []
        for source in sites where !seen.insert(source.site).inserted { row.note(.siteTwice(source.site)) }
        if defaultHoldSeconds > longestHoldSeconds { row.note(.holdsOutOfOrder) }
        if sites.count > CommandLimits.channelSitesMax {
            row.note(
                .outOfRange(
                    "sites", "a list of \(sites.count)", least: "0", most: "\(CommandLimits.channelSitesMax) sites"))
        }
    }

    func write(_ row: inout RowWriter) {
        row.put("number", number)
        row.put("code", code)
        row.put("description", description)
        row.put("sites", list: sites.map { $0.buffer == 0 ? "\($0.site)" : "\($0.site)=\($0.buffer)" })
        row.put("default_hold_seconds", defaultHoldSeconds)
        row.put("longest_hold_seconds", longestHoldSeconds)
        row.put("holds_per_owner_max", holdsPerOwnerMax)
        row.put("accepts_backorders", acceptsBackorders)
    }
}
