import ArgumentParser
import StockAPI
import StockModel

/// Master data, one definition at a time.
struct DefineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "define", abstract: "Add or change a SKU, a site, a location or a channel.",
        discussion: """
            Examples:
              stockroom define site 1 --code TOWN
              stockroom define location 10 --kind stock --site 1
              stockroom define sku 4711 --code SHIRT
              stockroom define channel 1 --code WEB --sites 1
            """,
        subcommands: [DefineSKU.self, DefineSite.self, DefineLocation.self, DefineChannel.self])
}

/// One variant that is sold.
struct DefineSKU: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sku", abstract: "Add or change a SKU.",
        discussion: """
            What is not said stays as it is; a new SKU is on sale, and needs no inspection.

            Examples:
              stockroom define sku 4711 --code SHIRT
              stockroom define sku 4711 --needs-inspection
            """)

    @Argument(help: "The SKU's number.", transform: Identifier.sku) var number: SKU
    @Option(help: "The retailer's own code (of a new one by default: the number).") var code: String?
    @Flag(help: "It is not reserved or sold any more.") var inactive = false
    @Flag(help: "It is on sale again.") var active = false
    @Flag(inversion: .prefixedNo, help: "Nothing from a supplier reaches a shelf before an inspection.")
    var needsInspection: Bool?
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard !(active && inactive) else { throw ValidationError("Choose one of --active and --inactive.") }
    }

    mutating func run() async throws {
        let (number, code, needsInspection) = (number, code, needsInspection)
        let isActive: Bool? = active ? true : inactive ? false : nil
        let decision = try await remote.use { stock, session in
            var definition =
                try await stock.definition(of: number) ?? SKUDefinition(number, code: "\(number.rawValue)")
            definition.code = code ?? definition.code
            definition.isActive = isActive ?? definition.isActive
            definition.needsInspection = needsInspection ?? definition.needsInspection
            return try await session.define([.sku(definition)])
        }
        try json.put(decision, text: "defined: SKU \(number.rawValue)")
    }
}

/// A store or a warehouse.
struct DefineSite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Add or change a site: a store or a warehouse.",
        discussion: "Example: stockroom define site 1 --code TOWN --utc-offset 60")

    @Argument(help: "The site's number.") var number: UInt32
    @Option(help: "The retailer's own code (default: the number).") var code: String?
    @Option(help: ArgumentHelp("Minutes of its clock ahead of UTC.", valueName: "minutes")) var utcOffset: Int16 = 0
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let definition = SiteDefinition(
            SiteID(rawValue: number), code: code ?? "\(number)", utcOffsetMinutes: utcOffset)
        try await define(.site(definition), "site \(number)", remote, json)
    }
}

/// A place for units.
struct DefineLocation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "location", abstract: "Add or change a location.",
        discussion: """
            Kinds: \(LocationKind.allCases.map { "\($0)" }.joined(separator: ", ")).
            Those up to transit belong to a site, the others to none.

            Examples:
              stockroom define location 10 --kind stock --site 1
              stockroom define location 1 --kind supplier
            """)

    @Argument(help: "The location's number.") var number: UInt32
    @Option(help: "What the place is for.") var kind: String
    @Option(help: "The site that it belongs to.") var site: UInt32?
    @Option(help: "The retailer's own code (default: the number).") var code: String?
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard LocationKind.allCases.contains(where: { "\($0)" == kind }) else {
            throw ValidationError("There is no kind \"\(kind)\": the help lists them.")
        }
    }

    mutating func run() async throws {
        let name = kind
        guard let kind = LocationKind.allCases.first(where: { "\($0)" == name }) else { return }
        let definition = LocationDefinition(
            LocationID(rawValue: number), kind: kind, site: site.map { SiteID(rawValue: $0) },
            code: code ?? "\(number)")
        try await define(.location(definition), "location \(number)", remote, json)
    }
}

/// Who promises.
struct DefineChannel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channel", abstract: "Add or change a channel: who promises, and from which sites.",
        discussion: "Example: stockroom define channel 1 --code WEB --sites 1 --sites 2")

    @Argument(help: "The channel's number.") var number: UInt32
    @Option(help: "The retailer's own code (default: the number).") var code: String?
    @Option(help: ArgumentHelp("A site that it may promise from; the best first.", valueName: "site"))
    var sites: [UInt32]
    @Option(help: ArgumentHelp("How long a hold lasts where nobody says.", valueName: "seconds")) var holdSeconds:
        Int64 =
            900
    @Option(help: ArgumentHelp("The longest that a hold can be extended to.", valueName: "seconds"))
    var longestHoldSeconds: Int64 = 3_600
    @Flag(help: "A request may wait for what is not there.") var backorders = false
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOutput

    func validate() throws {
        guard (1...31_536_000).contains(holdSeconds), (1...31_536_000).contains(longestHoldSeconds) else {
            throw ValidationError("Holds last 1 to 31,536,000 seconds.")
        }
    }

    mutating func run() async throws {
        let definition = ChannelDefinition(
            ChannelID(rawValue: number), code: code ?? "\(number)", sites: sites.map { SiteID(rawValue: $0) },
            defaultHoldMilliseconds: holdSeconds * 1_000, longestHoldMilliseconds: longestHoldSeconds * 1_000,
            acceptsBackorders: backorders)
        try await define(.channel(definition), "channel \(number)", remote, json)
    }
}

private func define(
    _ definition: Definition, _ name: String, _ remote: RemoteOptions, _ json: JSONOutput
) async throws {
    let decision = try await remote.use { _, session in try await session.define([definition]) }
    try json.put(decision, text: "defined: \(name)")
}
