public import StockAPI
import StockModel

/// SKUs, sites and channels that only rehearsals use, filled to the same quantities each time.
public struct PreparedStock: Sendable {
    /// SKUs.
    public var skus: Int
    /// Sites, each with one shelf.
    public var sites: Int
    /// Channels that promise from all sites.
    public var channels: Int
    /// What can be promised of each SKU at each site when the rehearsal begins.
    public var unitsPerSite: Int64
    /// The most that each channel may promise of each SKU from then on; nil: as many as there are.
    public var cap: Int64?

    /// Made of its parts.
    public init(skus: Int, sites: Int, channels: Int, unitsPerSite: Int64, cap: Int64? = nil) {
        self.skus = skus
        self.sites = sites
        self.channels = channels
        self.unitsPerSite = unitsPerSite
        self.cap = cap
    }

    /// The numbers that rehearsals use: SKUs from here on.
    public static let firstSKU: UInt64 = 9_000_000_000
    /// The same for sites, locations and channels.
    public static let firstPlace: UInt32 = 900_000_000
    private static let codePrefix = "LOAD-"

    /// What a scenario says of it.
    public var stock: LoadStock? {
        guard skus > 0, let ranges = NumberRanges([Self.firstSKU...Self.firstSKU + UInt64(skus) - 1]) else {
            return nil
        }
        return LoadStock(
            skus: ranges, channels: (0..<channels).map { Self.place($0) },
            locations: (0..<sites).map { Self.place($0) }, customer: Self.customer, supplier: Self.supplier)
    }

    private static let supplier = firstPlace + 900_000
    private static let customer = firstPlace + 900_001
    private static func place(_ index: Int) -> UInt32 { firstPlace + UInt32(clamping: index) }

    /// Defines all of it, and brings every level to its quantity.
    ///
    /// - Parameters:
    ///   - session: where, and as whom.
    ///   - progress: told how many SKUs are ready.
    /// - Throws: what the stock throws; `LoadFailure` where the numbers belong to something else, or units are promised that
    ///   should not be there.
    public func prepare(_ session: StockSession, progress: @escaping @Sendable (Int) -> Void) async throws {
        guard let stock else { throw LoadFailure("a rehearsal needs at least one SKU") }
        try await checkNumbers(session.stock)
        try await define(session)
        try await fill(stock, session, progress)
        try await limit(stock, session)
    }

    private func checkNumbers(_ stock: any StockService) async throws {
        var codes = try await stock.sites().filter { $0.site.rawValue >= Self.firstPlace }.map(\.code)
        codes += try await stock.locations().filter { $0.location.rawValue >= Self.firstPlace }.map(\.code)
        codes += try await stock.channels().filter { $0.channel.rawValue >= Self.firstPlace }.map(\.code)
        if let sku = try await stock.definition(of: SKU(rawValue: Self.firstSKU)) { codes.append(sku.code) }
        if let other = codes.first(where: { !$0.hasPrefix(Self.codePrefix) }) {
            throw LoadFailure(
                "the numbers that rehearsals use are taken by \"\(other)\": name the SKUs and channels to use with --skus and --channels"
            )
        }
    }

    private func define(_ session: StockSession) async throws {
        var definitions: [Definition] = [
            .location(LocationDefinition(.init(rawValue: Self.supplier), kind: .supplier, code: code("SUPPLIER"))),
            .location(LocationDefinition(.init(rawValue: Self.customer), kind: .customer, code: code("CUSTOMER"))),
        ]
        let sites = (0..<sites).map { SiteID(rawValue: Self.place($0)) }
        for site in sites {
            let name = code("\(site.rawValue)")
            definitions.append(.site(SiteDefinition(site, code: name)))
            definitions.append(
                .location(LocationDefinition(.init(rawValue: site.rawValue), kind: .stock, site: site, code: name)))
        }
        for index in 0..<channels {
            definitions.append(
                .channel(
                    ChannelDefinition(.init(rawValue: Self.place(index)), code: code("\(index + 1)"), sites: sites)))
        }
        for index in 0..<skus {
            let sku = SKU(rawValue: Self.firstSKU + UInt64(index))
            definitions.append(.sku(SKUDefinition(sku, code: code("\(index + 1)"))))
        }
        try await define(definitions, session)
    }

    private func code(_ name: String) -> String { Self.codePrefix + name }

    private func define(_ definitions: [Definition], _ session: StockSession) async throws {
        for start in stride(from: 0, to: definitions.count, by: CommandLimits.definitionsMax) {
            let part = Array(definitions[start..<min(start + CommandLimits.definitionsMax, definitions.count)])
            if let refusal = try await session.define(part).refusal {
                throw LoadFailure("the stock of the rehearsal cannot be defined: \(refusal)")
            }
        }
    }

    /// Receives what is missing, and sends back what is too much.
    private func fill(
        _ stock: LoadStock, _ session: StockSession, _ progress: @escaping @Sendable (Int) -> Void
    ) async throws {
        let step = max(1, CommandLimits.moveLinesMax / max(1, sites))
        for start in stride(from: 0, to: skus, by: step) {
            let part = Set((start..<min(start + step, skus)).map { stock.sku(at: $0) })
            let levels = try await StockLevels.read(part, from: session.stock)
            var missing: [MoveLine] = []
            var surplus: [MoveLine] = []
            for sku in part.sorted(by: { $0.rawValue < $1.rawValue }) {
                for location in stock.locations.map({ LocationID(rawValue: $0) }) {
                    let available = levels[LevelKey(sku: sku, location: location)]?.available ?? 0
                    let supplier = LocationID(rawValue: Self.supplier)
                    if available < unitsPerSite {
                        missing.append(
                            MoveLine(sku, quantity: unitsPerSite - available, from: supplier, to: location))
                    } else if available > unitsPerSite {
                        surplus.append(
                            MoveLine(sku, quantity: available - unitsPerSite, from: location, to: supplier))
                    }
                }
            }
            try await move(.receive, missing, session)
            try await move(.supplierReturn, surplus, session)
            progress(start + part.count)
        }
    }

    private func move(_ reason: Reason, _ lines: [MoveLine], _ session: StockSession) async throws {
        for start in stride(from: 0, to: lines.count, by: CommandLimits.moveLinesMax) {
            let part = Array(lines[start..<min(start + CommandLimits.moveLinesMax, lines.count)])
            if let refusal = try await session.move(Move(reason, lines: part)).refusal {
                throw LoadFailure("the stock of the rehearsal cannot be filled: \(refusal)")
            }
        }
    }

    /// Lets each channel promise so many more than it does already; or takes the caps of an earlier rehearsal away.
    private func limit(_ stock: LoadStock, _ session: StockSession) async throws {
        let pairs = (0..<skus).flatMap { place in
            stock.channels.map { (stock.sku(at: place), ChannelID(rawValue: $0)) }
        }
        if cap == nil {
            let policies = try await Each(Set(pairs.map(\.0))).map {
                try await session.stock.policies(of: $0)
            }
            let old = policies.joined().filter { $0.channel.rawValue >= Self.firstPlace }
            return try await define(old.map { .policy(ChannelPolicy($0.channel, $0.sku)) }, session)
        }
        try await define(pairs.map { .policy(ChannelPolicy($1, $0, cap: Cap(.max))) }, session)
        var limits: [Definition] = []
        for start in stride(from: 0, to: pairs.count, by: 1_000) {
            let part = pairs[start..<min(start + 1_000, pairs.count)]
            let answers = try await session.stock.availability(
                of: part.map { ChannelSKU($0.0, $0.1) }, withReasons: false)
            for ((sku, channel), answer) in zip(part, answers) {
                let used = answer.caps.first { $0.sku == sku }?.used ?? 0
                limits.append(.policy(ChannelPolicy(channel, sku, cap: Cap(used &+ (cap ?? 0)))))
            }
        }
        try await define(limits, session)
    }
}
