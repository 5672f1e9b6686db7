import StockModel

extension Samples {
    static let position = FeedPosition(incarnation: 0x0102_0304_0506_0708, sequence: 9)

    static let queries: [Query] = [
        .availability([ChannelSKU(1, 2), ChannelSKU(.init(rawValue: .max), 3)], withReasons: true),
        .availability([], withReasons: false),
        .availabilityChanges(by: [definitions[0]], of: [ChannelSKU(1, 2)]),
        .policies(of: 1), .levels(of: 2), .levelsAt(3, after: nil, limit: 1), .levelsAt(3, after: 4, limit: 1_000),
        .reservation(.init(rawValue: 1 << 100 | 5)), .reservations(of: 6, after: nil, limit: 7),
        .reservations(of: 6, after: 8, limit: 7), .holds(at: 9, after: nil, limit: 10),
        .holds(
            at: 9, after: HoldPosition(deadline: Instant(millisecondsSinceEpoch: 11), reservation: 12), limit: 10),
        .promises(of: 13, after: nil, limit: 14), .promises(of: 13, after: 15, limit: 14),
        .waiting(for: 16, after: nil, limit: 17),
        .waiting(for: 16, after: WaitingPosition(promised: 18, reservation: 19), limit: 17), .thresholds(of: 20),
        .movements(after: .none, limit: 21), .movementsOf(22, at: 23, before: nil, limit: 24),
        .movementsOf(22, at: 23, before: MovementID(sequence: 25, line: 26), limit: 24),
        .movementsOn("po/42", after: MovementID(sequence: 27, line: 28), limit: 29),
        .book(of: 30, at: 31, asOf: 32), .document("po/42"), .documents(Scan()),
        .documents(
            Scan(prefix: [1], from: [2], to: [], isReversed: true, limit: 3, cursor: [4, 5])),
        .documentsByTerm(Scan(prefix: [0x64], limit: 1_000)), .definition(of: 33), .sites, .locations, .channels,
        .feed(after: position, limit: 34), .statistics,
    ]

    static let allocation = Reservation.Allocation(
        line: 1, sku: 2, location: 3, requested: 40, held: 1, committed: 2, fulfilled: 3, returned: 4, released: 5,
        expired: 6, backordered: 7, short: 8, isBackorder: true, staysAtSite: true)

    static let reservations = [
        Reservation(
            reservation: 1, channel: 2, owner: 3, deadline: Instant(millisecondsSinceEpoch: 4),
            firstHeld: Instant(millisecondsSinceEpoch: 5), sequence: 6, state: .held, allocations: []),
        Reservation(
            reservation: .init(rawValue: .max), channel: 2, owner: 3, deadline: .epoch, firstHeld: .epoch, sequence: 6,
            generation: 7, supersededBy: 8, state: .waiting, isConfirmed: true,
            kits: [KitLine(line: 9, kit: 10, components: [KitComponent(11, quantity: 12)])],
            allocations: [allocation, Reservation.Allocation(line: 0, sku: 1, location: 2, requested: 3)]),
    ]

    static let movements = [
        Movement(
            id: MovementID(sequence: 1, line: 2), sku: 3, from: 4, to: 5, quantity: 6, reason: .receive, principal: 7,
            time: Instant(millisecondsSinceEpoch: 8), occurredAt: Instant(millisecondsSinceEpoch: 9),
            businessDate: -10, document: nil, channel: nil, fulfilmentMethod: 0, attributes: .none, reservation: nil,
            corrects: nil, previousFrom: .none, previousTo: .none),
        Movement(
            id: MovementID(sequence: 1, line: 2), sku: 3, from: 4, to: 5, quantity: 6, reason: .reverse, principal: 7,
            time: .epoch, occurredAt: .epoch, businessDate: 20_407, document: "po/42", channel: 11,
            fulfilmentMethod: 12, attributes: attributes, reservation: 13, corrects: MovementID(sequence: 14, line: 15),
            previousFrom: MovementID(sequence: 16, line: 17), previousTo: MovementID(sequence: 18, line: 19)),
    ]

    static let document = Document(
        key: "po/42", type: 1, version: 2, principal: 3, time: Instant(millisecondsSinceEpoch: 4), body: [0, 255],
        terms: ["due/1", IndexTerm(bytes: [0])])

    static let crossing = ThresholdCrossing(sku: 1, scope: .channel(2), before: .low, after: .out, units: 0)

    static let changes: [FeedEvent.Change] =
        PromiseChange.Transition.allCases.map { transition in
            .promise(
                PromiseChange(
                    reservation: 1, transition: transition, line: 2, sku: 3, location: 4, quantity: 5))
        } + [
            .extended(1, deadline: Instant(millisecondsSinceEpoch: 2)), .superseded(1, by: 2),
            .reSourced(PromiseMove(reservation: 1, line: 2, sku: 3, from: 4, to: 5, held: 6, committed: 7)),
            .documentWritten("po/42"), .documentDeleted("po/43"), .defined(definitions[0]), .fact(reason: 8),
            .crossed(crossing),
        ]

    static let events = [
        FeedEvent(
            sequence: 10, time: Instant(millisecondsSinceEpoch: 1), principal: 2, changes: changes,
            movements: movements),
        FeedEvent(sequence: 11, time: .epoch, principal: 0, changes: [], movements: []),
    ]

    static let statistics: Statistics = {
        var statistics = Statistics()
        statistics.sequence = 1
        statistics.checkpointSequence = 2
        statistics.incarnation = 3
        statistics.time = Instant(millisecondsSinceEpoch: 4)
        statistics.rows = ["levels": 5, "skus": 6]
        statistics.batches = 7
        statistics.commandsAccepted = 8
        statistics.commandsRefused = 9
        statistics.holdsExpired = 10
        statistics.journalBytesWritten = 11
        statistics.flushTimes = DurationCounts(counts: [0, 22, 23])
        statistics.checkpoints = 12
        statistics.checkpointMillisecondsLast = 13
        statistics.checkpointRowsLast = 14
        statistics.dirtyRows = 15
        statistics.dirtyBytes = 16
        statistics.levelsWaiting = 17
        statistics.storeBytes = 18
        statistics.fileBytes = 24
        statistics.readerCheckpointsBehind = 25
        statistics.archive.state = .failing
        statistics.archive.sequence = 26
        statistics.archive.segments = 27
        statistics.archive.segmentsWaiting = 28
        statistics.archive.bytesWaiting = 29
        statistics.archive.segmentsLetGo = 30
        statistics.archive.failures = 31
        statistics.recovery.commandsReplayed = 19
        statistics.recovery.milliseconds = 20
        statistics.recovery.bytesDropped = 21
        return statistics
    }()

    static let results: [QueryResult] = [
        .availability([
            Availability(sku: 1, availableToSell: 2, reasons: nil),
            Availability(
                sku: 1, availableToSell: 2, caps: [CapUse(sku: 3, cap: 4, used: 5, requested: 6)],
                reasons: [
                    SiteAvailability(
                        site: 7, onHand: 8, held: 9, committed: 10, buffer: 11, earmarked: 12, free: 13,
                        limitingComponent: 14)
                ]),
        ]),
        .availabilityChanges([AvailabilityChange(sku: 1, channel: 2, before: 3, after: 4)]),
        .policies([ChannelPolicy(5, 3, cap: Cap(.max))]),
        .levels([
            Level(
                sku: 1, location: 2, onHand: -3, held: 4, committed: 5, newestMovement: MovementID(sequence: 6, line: 7)
            )
        ]),
        .reservation(nil), .reservation(reservations[1]), .reservations(reservations),
        .thresholds([ThresholdState(StockThreshold(1, .site(2), low: 3), .ample)]), .movements(movements),
        .quantity(.min), .document(nil), .document(document),
        .documents(Page(sequence: 1, elements: [document], cursor: [2])),
        .termMatches(Page(sequence: 1, elements: [TermMatch(term: "due/1", key: "po/42")], cursor: nil)),
        .definition(nil), .definition(SKUDefinition(1, code: "SKU-1")),
        .sites([SiteDefinition(2, code: "TOWN")]),
        .locations([LocationDefinition(3, kind: .stock, site: 2, code: "F")]),
        .channels([ChannelDefinition(5, code: "WEB", sites: [ChannelSite(2)])]),
        .feed(.events(events, next: position)), .feed(.trimmed(oldest: 1)), .feed(.otherIncarnation(current: 2)),
        .statistics(statistics),
    ]
}
