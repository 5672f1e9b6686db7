import StockAPI
import StockEngine
import StockFiles
import StockModel

/// One site with one shelf: master data for tests that are about storage, not about stock.
enum Depot {
    static let site: SiteID = 1
    static let shelf: LocationID = 11
    static let supplier: LocationID = 91
    static let customer: LocationID = 92
    static let web: ChannelID = 1
    static let skus = (1...20).map { SKU(rawValue: $0) }
    static let opening = Instant(millisecondsSinceEpoch: 1_763_164_800_000)
    static let hour: Int64 = 3_600_000

    static let masterData: [Definition] =
        skus.map { .sku(SKUDefinition($0, code: "SKU-\($0.rawValue)")) } + [
            .site(SiteDefinition(site, code: "DEPOT")),
            .location(LocationDefinition(shelf, kind: .stock, site: site, code: "SHELF")),
            .location(LocationDefinition(supplier, kind: .supplier, code: "SUPPLIER")),
            .location(LocationDefinition(customer, kind: .customer, code: "CUSTOMER")),
            .channel(
                ChannelDefinition(
                    web, code: "WEB", sites: [site], defaultHoldMilliseconds: 24 * hour,
                    longestHoldMilliseconds: 24 * hour)),
        ]

    /// Small files, so that a test sees many of them, on a clock that only the test moves.
    static func options(
        _ clock: any EngineClock = SimulatedClock(startingAt: opening), segmentBytes: Int = 64 << 10,
        files: any FileSystem = SystemFiles()
    ) -> StockroomOptions {
        var options = StockroomOptions()
        options.clock = clock
        options.files = files
        options.journalSegmentBytes = segmentBytes
        options.ballastBytes = 64 << 10
        options.mapSizeBytes = 1 << 30
        // Checkpoints are the tests' own: on a slow machine one that falls due would give room back in between.
        options.checkpointAfterMilliseconds = 3_600_000
        return options
    }

    static func open(_ folder: String, _ options: StockroomOptions = options()) async throws(StockFailure) -> Stockroom
    {
        try await Stockroom.open(at: folder, options: options)
    }
}

extension StockroomOptions {
    /// As in a store of many levels, where a checkpoint does not bring all of them to their pages.
    mutating func letLevelsWait(atMost count: Int) {
        levelPagesPerCheckpoint = 0
        unmergedLevelsMax = count
    }
}

extension Depot {
    static func receive(_ quantity: Quantity, of sku: SKU = 1) -> StockModel.Operation {
        .move(Move(.receive, lines: [MoveLine(sku, quantity: quantity, from: supplier, to: shelf)]))
    }

    static func reserve(_ id: ReservationID, _ quantity: Quantity = 1, of sku: SKU = 1) -> StockModel.Operation {
        .reserve(Reserve(id, channel: web, owner: 7, lines: [ReserveLine(sku, quantity: quantity)]))
    }

    static func sell(_ id: ReservationID, _ quantity: Quantity = 1, of sku: SKU = 1) -> StockModel.Operation {
        .sell(Sell(id, channel: web, lines: [SellLine(sku, quantity: quantity, at: shelf)], to: customer))
    }

    static func paper(_ key: String, bytes: Int = 40, terms: [IndexTerm] = []) -> StockModel.Operation {
        .putDocument(DocumentWrite(DocumentKey(key), type: 1, body: [UInt8](repeating: 7, count: bytes), terms: terms))
    }

    /// A request whose id is a number.
    static func command(
        _ number: UInt64, _ operation: StockModel.Operation, issuedAt: Instant = opening
    ) -> Command {
        let request: RequestID? =
            switch operation {
            case .reserve, .sell: nil
            default: RequestID(rawValue: UInt128(number) << 64)
            }
        return Command(request: request, issuedAt: issuedAt, principal: 1, operation: operation)
    }
}

extension Stockroom {
    /// Does something that has to be granted.
    @discardableResult
    func accept(_ number: UInt64, _ operation: StockModel.Operation, at issuedAt: Instant = Depot.opening) async throws
        -> SequenceNumber
    {
        let answer = try await submit(Depot.command(number, operation, issuedAt: issuedAt))
        if case .refused(let refusal) = answer.outcome { throw Refused(refusal: refusal) }
        return answer.sequence
    }

    func refusal(
        _ number: UInt64, _ operation: StockModel.Operation, at issuedAt: Instant = Depot.opening
    ) async throws(StockFailure) -> Refusal? {
        try await submit(Depot.command(number, operation, issuedAt: issuedAt)).refusal
    }

    func onHand(_ sku: SKU = 1) async throws(StockFailure) -> Quantity {
        try await levels(of: sku).first { $0.location == Depot.shelf }?.onHand ?? 0
    }
}

struct Refused: Error { let refusal: Refusal }

extension Answer {
    var refusal: Refusal? {
        if case .refused(let refusal) = outcome { refusal } else { nil }
    }
}
