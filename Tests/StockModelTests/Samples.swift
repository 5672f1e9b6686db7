import StockModel

/// One or more of every value that has a layout in bytes.
enum Samples {
    static let context = MovementContext(
        occurredAt: Instant(millisecondsSinceEpoch: 1_763_164_800_123), businessDate: 20_407, document: "po/42",
        channel: 7, fulfilmentMethod: 3)
    static let attributes = LineAttributes(documentLine: 1, promotion: 2, category: 3, brand: 4, unitCost: -5)

    static let definitions: [Definition] = [
        .sku(SKUDefinition(1, code: "SKU-1")),
        .sku(SKUDefinition(.init(rawValue: .max), code: "été", isActive: false)),
        .sku(SKUDefinition(8, code: "CREAM", needsInspection: true)),
        .sku(
            SKUDefinition(
                3, code: "KIT", components: [KitComponent(1, quantity: 2), KitComponent(4, quantity: .min)])),
        .site(SiteDefinition(2, code: "TOWN", utcOffsetMinutes: -300, dayCutMinutes: 240)),
        .site(SiteDefinition(2, code: "TOWN", foundWithoutApprovalMax: .min)),
        .threshold(StockThreshold(1, .site(2), low: 3)),
        .threshold(StockThreshold(.init(rawValue: .max), .channel(4), low: nil)),
        .location(LocationDefinition(3, kind: .transit, site: 2, code: "T")),
        .location(LocationDefinition(4, kind: .supplier, code: "S")),
        .channel(
            ChannelDefinition(
                5, code: "WEB", sites: [ChannelSite(2, buffer: 3), ChannelSite(9, buffer: .min)], holdsPerOwnerMax: 3)),
        .policy(ChannelPolicy(5, 3)),
        .policy(
            ChannelPolicy(
                5, 3, cap: Cap(10, window: Cap.Window(start: .epoch, end: Instant(millisecondsSinceEpoch: .max))),
                sites: [SitePolicy(2, buffer: .min, earmark: 4), SitePolicy(9)])),
        .policy(ChannelPolicy(5, 3, cap: Cap(.max))),
        .channel(ChannelDefinition(7, code: "W", sites: [], acceptsBackorders: true)),
        .channel(ChannelDefinition(6, code: "", sites: [], defaultHoldMilliseconds: 0, longestHoldMilliseconds: .min)),
    ]

    static let reservationOperations: [StockModel.Operation] = [
        .reserve(Reserve(1, channel: 2, lines: [])),
        .reserve(
            Reserve(
                .init(rawValue: .max), channel: 2, owner: 3,
                lines: [ReserveLine(4, quantity: 5), ReserveLine(6, quantity: -7, at: 8)], mode: .partial,
                sourcing: .site(9), holdMilliseconds: 10)),
        .reserve(Reserve(1, channel: 2, lines: [], sourcing: .wholeOrderFirst(splitsMax: 3))),
        .reserve(Reserve(1, channel: 2, lines: [], mode: .partial, sourcing: .byRank(splitsMax: 255))),
        .reserve(Reserve(1, channel: 2, lines: [], sourcing: .byRank(splitsMax: 0), replaces: .init(rawValue: .max))),
        .commit(Commit(1, remainder: .release, revives: true)),
        .reserve(Reserve(1, channel: 2, lines: [], mode: .backorder)),
        .allocate(Allocate(1, line: 2, from: 3)),
        .allocate(Allocate(1, line: .max, quantity: .min, from: 3)),
        .extend(Extend(1)),
        .extend(Extend(1, holdMilliseconds: 60_000)),
        .commit(Commit(1)),
        .commit(Commit(1, quantities: [], remainder: .release)),
        .commit(Commit(1, quantities: [LineQuantity(line: 0, quantity: 1), LineQuantity(line: .max, quantity: .min)])),
        .reSource(ReSource(1, line: 2, to: 3)),
        .reSource(ReSource(1, line: .max, to: 3, quantity: .min)),
        .release(Release(1)),
        .release(Release(1, quantities: [LineQuantity(line: 3, quantity: 4)])),
        .fulfil(Fulfil(1, to: 2)),
        .fulfil(Fulfil(1, lines: [], to: 2, context: context)),
        .fulfil(
            Fulfil(
                1, lines: [FulfilLine(line: 1, quantity: 2, attributes: attributes), FulfilLine(line: 3, quantity: 4)],
                to: 5, context: MovementContext(document: "x"))),
        .return(
            ReturnGoods(
                1, lines: [FulfilLine(line: 1, quantity: 2, attributes: attributes)], from: 3, to: 4, context: context)),
        .return(ReturnGoods(1, lines: [], from: 3, to: 4)),
        .sell(Sell(1, channel: 2, lines: [], to: 3)),
        .sell(Sell(1, channel: 2, lines: [], to: 3, fact: Fact(reason: 4, loss: 5))),
        .sell(
            Sell(
                1, channel: 2, owner: 3,
                lines: [SellLine(4, quantity: 5, at: 6, attributes: attributes), SellLine(7, quantity: 8, at: 9)],
                to: 10,
                context: context)),
    ]

    static let ledgerOperations: [StockModel.Operation] = [
        .move(Move(.receive, lines: [])),
        .move(Move(.receive, lines: [], servesBackorders: true)),
        .move(Move(.reverse, lines: [], servesBackorders: true, fact: Fact(reason: .max, loss: 3))),
        .move(
            Move(
                .disposition,
                lines: [
                    MoveLine(1, quantity: 2, from: 3, to: 4, attributes: attributes),
                    MoveLine(5, quantity: .max, from: 0, to: 6),
                ], context: context)),
        .adjust(Adjust(1, at: 2, by: -3, loss: 4)),
        .adjust(Adjust(1, at: 2, by: 3, loss: 4, attributes: attributes, context: context)),
        .count(Count(at: 1, anchor: 2, lines: [], loss: 3)),
        .count(
            Count(
                at: 1, anchor: .max,
                lines: [CountLine(2, counted: 0), CountLine(3, counted: 4, attributes: attributes)],
                loss: 5, context: context)),
        .reverse(Reverse(.none)),
        .reverse(Reverse(MovementID(sequence: 1, line: 2), context: context)),
    ]

    static let documentOperations: [StockModel.Operation] = [
        .putDocument(DocumentWrite("po/42", type: 1, body: [])),
        .putDocument(
            DocumentWrite(DocumentKey(bytes: []), type: 2, body: [0, 255], terms: ["due/1", IndexTerm(bytes: [0])])),
        .deleteDocument("po/42"),
    ]

    static let flatOperations: [StockModel.Operation] =
        [.define([]), .define(definitions)] + reservationOperations + ledgerOperations + documentOperations

    static let operations: [StockModel.Operation] =
        flatOperations + [
            .transaction(Transaction(operations: [])),
            .transaction(
                Transaction(
                    preconditions: [.absent("a"), .document("b", at: 3), .defined(definitions[1])],
                    operations: flatOperations)),
        ]

    static let commands: [Command] = operations.enumerated().map { index, operation in
        Command(
            request: index % 2 == 0 ? nil : RequestID(rawValue: UInt128(index) << 100 | 1),
            issuedAt: Instant(millisecondsSinceEpoch: Int64(index) - 1),
            principal: PrincipalID(rawValue: UInt32(index)),
            device: index % 3 == 0 ? DeviceMark(device: 4, counter: UInt64(index)) : nil, operation: operation)
    }

    static let shortages = [
        Shortage(sku: 1, location: nil, requested: 2, availableToSell: 0),
        Shortage(sku: 3, location: 4, requested: .max, availableToSell: 5),
    ]

    static let refusals: [Refusal] =
        [
            .insufficientStock(shortages), .insufficientStock([]), .insufficientSingleLocation(shortages),
            .unknownSKU(1), .unknownLocation(2), .unknownSite(3), .unknownChannel(4), .skuInactive(5), .notFound,
            .expired(at: Instant(millisecondsSinceEpoch: -1)), .exceedsHeld(line: 1, held: 2),
            .exceedsCommitted(line: 3, committed: 4), .exceedsReturnable(line: 5, returnable: 6),
            .exceedsWaiting(line: 7, waiting: .max), .guarded(needs: 1, byAnother: true),
            .guarded(needs: .max, byAnother: false), .approvalRequired(threshold: .min),
            .wouldGoNegative(sku: 7, location: 8, available: 9), .versionMismatch("po/42", actual: nil),
            .versionMismatch("po/42", actual: 10), .idempotencyConflict, .tooOld(windowMilliseconds: 11),
            .reasonNotAllowed(.putaway, from: .stock, to: .customer),
            .alreadyReversed(by: MovementID(sequence: 12, line: 13)), .superseded(by: .init(rawValue: 1 << 100)),
            .kitCycle(16), .kitTooDeep(max: 17),
            .definitionMismatch(actual: nil), .definitionMismatch(actual: definitions[0]), .tooManyHolds(max: 22),
            .capExceeded([CapUse(sku: 18, cap: 19, used: 20, requested: 21)]),
            .overflow, .limit(max: 14), .malformed(at: 15),
            .storageFull,
        ]
        + [.committed, .released, .expired, .fulfilled, .accepted].map { .alreadyResolved(as: $0) }
        + Invalidity.allCases.map { .invalid($0) }

    static let plan = ReservationPlan(
        deadline: Instant(millisecondsSinceEpoch: 1),
        allocations: [
            PlannedAllocation(line: 2, location: 3, quantity: 4),
            PlannedAllocation(line: 0x3FFF, location: 5, quantity: 6),
            PlannedAllocation(line: 1, component: 2, location: 0, quantity: 3, isBackordered: true),
            PlannedAllocation(line: 7, component: 8, location: 9, quantity: 10),
        ])

    static let displaced = DisplacedPromise(
        reservation: .init(rawValue: 1 << 100), owner: 2, line: 3, sku: 4, location: 5, wasCommitted: true,
        reSourced: 6,
        short: 7)

    static let effects = PromiseEffects(
        served: [ServedPromise(reservation: 1, owner: .init(rawValue: .max), line: 2, quantity: 3)],
        displaced: [displaced])

    static let flatOutcomes: [Outcome] =
        [
            .done, .reserved(plan), .extended(Instant(millisecondsSinceEpoch: 2)),
            .sold(ReservationPlan(deadline: .epoch, allocations: [])), .soldAsFact(plan, displaced: [displaced]),
            .moved(PromiseEffects()), .moved(effects), .counted(CountResult(lines: [])),
            .counted(
                CountResult(
                    lines: CountedLine.Result.allCases.map { CountedLine(.min, $0) }, displaced: [displaced])),
        ] + refusals.map { .refused($0) }

    static let outcomes: [Outcome] = flatOutcomes + [.transacted([]), .transacted(flatOutcomes)]

    static let answers: [Answer] = outcomes.enumerated().map { index, outcome in
        Answer(sequence: UInt64(index) << 40, outcome: outcome)
    }
}
