@testable import StockSimulation
import StockModel

extension RefusalCase {
    private static func channel(
        _ sites: [SiteID], usual: Int64 = 1_000, longest: Int64 = 1_000
    ) -> StockModel.Operation {
        .define([
            .channel(
                ChannelDefinition(
                    7, code: "C", sites: sites, defaultHoldMilliseconds: usual, longestHoldMilliseconds: longest))
        ])
    }

    private static func kit(_ sku: SKU, _ components: [KitComponent]) -> Definition {
        .sku(SKUDefinition(sku, code: "KIT", components: components))
    }

    /// Each a kit of the one before; the first one of belts.
    private static func nested(in skus: ClosedRange<UInt64>) -> StockModel.Operation {
        .define(
            skus.map { number in
                let inner = number == skus.lowerBound ? Shops.belt : SKU(rawValue: number - 1)
                return kit(SKU(rawValue: number), [KitComponent(inner, quantity: 1)])
            })
    }

    static let ofDefine = [
        RefusalCase("define nothing", .define([]), is: .noLines),
        RefusalCase(
            "define 1,001 things", .define(Array(repeating: .sku(SKUDefinition(1, code: "A")), count: 1_001)),
            is: .limit(max: 1_000)),
        RefusalCase("define SKU zero", .define([.sku(SKUDefinition(0, code: "A"))]), is: .identifierIsZero),
        RefusalCase(
            "define channel zero", .define([.channel(ChannelDefinition(0, code: "A", sites: []))]),
            is: .identifierIsZero),
        RefusalCase(
            "define a channel with a buffer below zero",
            .define([.channel(ChannelDefinition(7, code: "A", sites: [ChannelSite(Shops.town, buffer: -1)]))]),
            is: .bufferIsNegative),
        RefusalCase(
            "a site where fewer than none may be found",
            .define([.site(SiteDefinition(Shops.town, code: "T", foundWithoutApprovalMax: -1))]),
            is: .thresholdIsNegative),
        RefusalCase(
            "a threshold below zero", .define([.threshold(StockThreshold(Shops.hat, .site(Shops.town), low: -1))]),
            is: .thresholdIsNegative),
        RefusalCase(
            "a threshold for a SKU that is not defined",
            .define([.threshold(StockThreshold(Shops.noSKU, .site(Shops.town), low: 1))]),
            is: .unknownSKU(Shops.noSKU)),
        RefusalCase(
            "a threshold at a site that is not defined",
            .define([.threshold(StockThreshold(Shops.hat, .site(Shops.noSite), low: 1))]),
            is: .unknownSite(Shops.noSite)),
        RefusalCase(
            "a threshold for a channel that is not defined",
            .define([.threshold(StockThreshold(Shops.hat, .channel(Shops.noChannel), low: 1))]),
            is: .unknownChannel(Shops.noChannel)),
        RefusalCase(
            "a policy of a channel that is not defined", .define([.policy(ChannelPolicy(Shops.noChannel, Shops.hat))]),
            is: .unknownChannel(Shops.noChannel)),
        RefusalCase(
            "a policy for a SKU that is not defined", .define([.policy(ChannelPolicy(Shops.web, Shops.noSKU))]),
            is: .unknownSKU(Shops.noSKU)),
        RefusalCase(
            "a cap below zero", .define([.policy(ChannelPolicy(Shops.web, Shops.hat, cap: Cap(-1)))]),
            is: .capIsNegative),
        RefusalCase(
            "an earmark below zero",
            .define([.policy(ChannelPolicy(Shops.web, Shops.hat, sites: [SitePolicy(Shops.town, earmark: -1)]))]),
            is: .capIsNegative),
        RefusalCase(
            "a window that ends when it begins",
            .define([
                .policy(
                    ChannelPolicy(
                        Shops.web, Shops.hat, cap: Cap(1, window: Cap.Window(start: .epoch, end: .epoch))))
            ]),
            is: .windowIsEmpty),
        RefusalCase(
            "a policy that names a site twice",
            .define([
                .policy(
                    ChannelPolicy(
                        Shops.web, Shops.hat, sites: [SitePolicy(Shops.town), SitePolicy(Shops.town, buffer: 1)]))
            ]),
            is: .duplicate),
        RefusalCase(
            "define a kit of more than 100 components",
            .define([kit(Shops.outfit, (1...101).map { KitComponent(SKU(rawValue: $0), quantity: 1) })]),
            is: .limit(max: 100)),
        RefusalCase(
            "define a kit of nothing of something", .define([kit(9, [KitComponent(Shops.hat, quantity: 0)])]),
            is: .quantityNotPositive),
        RefusalCase(
            "define a kit that names a component twice",
            .define([kit(9, [KitComponent(Shops.hat, quantity: 1), KitComponent(Shops.hat, quantity: 2)])]),
            is: .duplicate),
        RefusalCase(
            "define a kit of a SKU that is not defined", .define([kit(9, [KitComponent(Shops.noSKU, quantity: 1)])]),
            is: .unknownSKU(Shops.noSKU)),
        RefusalCase(
            "define a kit of itself", .define([kit(Shops.hat, [KitComponent(Shops.hat, quantity: 1)])]),
            is: .kitCycle(Shops.hat)),
        RefusalCase(
            "KT-6: define a kit that contains itself through another",
            .define([kit(Shops.shirt, [KitComponent(Shops.gift, quantity: 1)])]), is: .kitCycle(Shops.shirt)),
        RefusalCase(
            "define kits nine deep, from the inside", given: [nested(in: 101...108)],
            .define([kit(109, [KitComponent(108, quantity: 1)])]), is: .kitTooDeep(max: 8)),
        RefusalCase(
            "define kits nine deep, from the outside",
            given: [nested(in: 101...107), .define([kit(109, [KitComponent(107, quantity: 1)])])],
            .define([kit(Shops.belt, [KitComponent(Shops.hat, quantity: 1)])]), is: .kitTooDeep(max: 8)),
        RefusalCase("define without a code", .define([.site(SiteDefinition(7, code: ""))]), is: .codeLength),
        RefusalCase(
            "define with a code of 256 bytes",
            .define([.sku(SKUDefinition(7, code: String(repeating: "é", count: 128)))]), is: .codeLength),
        RefusalCase(
            "define a physical location without a site",
            .define([.location(LocationDefinition(70, kind: .stock, code: "L"))]),
            is: .siteOfLocation),
        RefusalCase(
            "define a virtual location with a site",
            .define([.location(LocationDefinition(70, kind: .loss, site: Shops.town, code: "L"))]), is: .siteOfLocation),
        RefusalCase(
            "define a location of a site that is not defined",
            .define([.location(LocationDefinition(70, kind: .stock, site: Shops.noSite, code: "L"))]),
            is: .unknownSite(Shops.noSite)),
        RefusalCase(
            "define a location's kind anew",
            .define([.location(LocationDefinition(Shops.townFloor, kind: .returns, site: Shops.town, code: "L"))]),
            is: .locationIsFixed),
        RefusalCase(
            "define a location's site anew",
            .define([.location(LocationDefinition(Shops.townFloor, kind: .stock, site: Shops.harbour, code: "L"))]),
            is: .locationIsFixed),
        RefusalCase(
            "define a channel with 1,025 sites", channel(Array(repeating: Shops.town, count: 1_025)),
            is: .limit(max: 1_024)),
        RefusalCase(
            "define a channel of a site that is not defined", channel([Shops.town, Shops.noSite]),
            is: .unknownSite(Shops.noSite)),
        RefusalCase(
            "define a channel with a site twice", channel([Shops.town, Shops.harbour, Shops.town]), is: .duplicate),
        RefusalCase("define a channel that holds for no time", channel([Shops.town], usual: 0), is: .holdNotPositive),
        RefusalCase(
            "define a channel whose usual hold is beyond its longest", channel([Shops.town], usual: 1_001),
            is: .holdsOutOfOrder),
        RefusalCase(
            "what stood before the fault is not defined either",
            .define([.sku(SKUDefinition(70, code: "A")), .sku(SKUDefinition(0, code: "B"))]), is: .identifierIsZero),
    ]

    private static func write(_ key: [UInt8], body: Int = 0, terms: [[UInt8]] = []) -> StockModel.Operation {
        .putDocument(
            DocumentWrite(
                DocumentKey(bytes: key), type: 1, body: Array(repeating: 1, count: body),
                terms: terms.map { IndexTerm(bytes: $0) }))
    }

    static let ofDocuments = [
        RefusalCase(
            "a document of a name that is the engine's",
            .putDocument(DocumentWrite("engine/recount/1", type: 4, body: [])), is: .keyIsReserved),
        RefusalCase("a document without a key", write([]), is: .keyBytes),
        RefusalCase("a document with a key of 201 bytes", write(Array(repeating: 65, count: 201)), is: .keyBytes),
        RefusalCase("a document with a zero byte in its key", write([65, 0, 65]), is: .keyBytes),
        RefusalCase("a document of more than 64 KiB", write([65], body: 65_537), is: .limit(max: 65_536)),
        RefusalCase(
            "a document with 65 terms", write([65], terms: (1...65).map { [UInt8($0)] }), is: .limit(max: 64)),
        RefusalCase("a document with an empty term", write([65], terms: [[1], []]), is: .termBytes),
        RefusalCase(
            "a document with a term of 251 bytes", write([65], terms: [Array(repeating: 65, count: 251)]),
            is: .termBytes),
        RefusalCase("a document with a zero byte in a term", write([65], terms: [[65, 0]]), is: .termBytes),
        RefusalCase("a document with a term twice", write([65], terms: [[65], [66], [65]]), is: .duplicate),
        RefusalCase("delete a document without a key", .deleteDocument(DocumentKey(bytes: [])), is: .keyBytes),
        RefusalCase("delete a document that is not there", .deleteDocument("nowhere"), is: .notFound),
    ]

    private static let paper = StockModel.Operation.putDocument(
        DocumentWrite("po/1", type: 1, body: [1], terms: ["open"]))

    static let ofTransactions = [
        RefusalCase(
            "a channel that somebody has changed meanwhile is not changed again",
            .transaction(
                Transaction(
                    preconditions: [.defined(.channel(ChannelDefinition(Shops.web, code: "OLD", sites: [Shops.town])))],
                    operations: [.define([.channel(ChannelDefinition(Shops.web, code: "NEW", sites: [Shops.town]))])])),
            is: .definitionMismatch(
                actual: .channel(
                    ChannelDefinition(
                        Shops.web, code: "WEB", sites: [Shops.town, Shops.harbour, Shops.outlet],
                        acceptsBackorders: true)))),
        RefusalCase(
            "a policy that somebody has set meanwhile is not set again",
            given: [.define([.policy(ChannelPolicy(Shops.web, Shops.hat, cap: Cap(3)))])],
            .transaction(
                Transaction(
                    preconditions: [.defined(.policy(ChannelPolicy(Shops.web, Shops.hat)))],
                    operations: [.define([.policy(ChannelPolicy(Shops.web, Shops.hat, cap: Cap(4)))])])),
            is: .definitionMismatch(actual: .policy(ChannelPolicy(Shops.web, Shops.hat, cap: Cap(3))))),
        RefusalCase(
            "a transaction with 257 preconditions",
            .transaction(Transaction(preconditions: Array(repeating: .absent("a"), count: 257), operations: [held])),
            is: .limit(max: 256)),
        RefusalCase(
            "a transaction with 257 operations",
            .transaction(Transaction(operations: Array(repeating: paper, count: 257))), is: .limit(max: 256)),
        RefusalCase(
            "a document that should not be there is", given: [paper],
            .transaction(Transaction(preconditions: [.absent("po/1")], operations: [held])),
            is: .versionMismatch("po/1", actual: 3)),
        RefusalCase(
            "a document that should be there is not",
            .transaction(Transaction(preconditions: [.document("po/1", at: 3)], operations: [held])),
            is: .versionMismatch("po/1", actual: nil)),
        RefusalCase(
            "a document has another version", given: [paper, paper],
            .transaction(Transaction(preconditions: [.document("po/1", at: 3)], operations: [held])),
            is: .versionMismatch("po/1", actual: 4)),
        RefusalCase(
            "the first refusal within a transaction is its answer, and nothing of it has happened",
            .transaction(
                Transaction(operations: [
                    paper, held, committed, fulfilled, Shops.delivery([(Shops.belt, 1, Shops.townFloor)]),
                    .define([.sku(SKUDefinition(70, code: "A")), .site(SiteDefinition(7, code: "S"))]),
                    .commit(Commit(9)), .deleteDocument(DocumentKey(bytes: [])),
                ])), is: .notFound),
        RefusalCase(
            "a reservation within a transaction has an id that exists", given: [held],
            .transaction(Transaction(operations: [paper, held])), is: .idempotencyConflict),
        RefusalCase(
            "two reservations within a transaction have one id",
            .transaction(Transaction(operations: [held, held])), is: .idempotencyConflict),
        RefusalCase(
            "a second operation sees what the first took",
            .transaction(
                Transaction(operations: [held, reserve([ReserveLine(Shops.shirt, quantity: 11)], as: 2)])),
            is: .insufficientStock([short(Shops.shirt, 11, of: 10)])),
    ]
}
