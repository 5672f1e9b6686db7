@testable import StockSimulation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Synchronization
import Testing

/// A store with the corner shops' master data, on a clock that only the test moves.
final class Shop: Sendable {
    let stock: any StockService
    private let engine: Stockroom
    private let clock: SimulatedClock
    private let idsMade = Atomic<UInt64>(0)

    /// Requests go to `stock`: to the engine itself, or to a client of it.
    init(_ engine: Stockroom, through stock: any StockService, clock: SimulatedClock) {
        self.stock = stock
        self.engine = engine
        self.clock = clock
    }

    /// An id that grows, as clients make them.
    func newID() -> UInt128 {
        let (_, id) = idsMade.add(1, ordering: .relaxed)
        return UInt128(id) << 64 | 0x8000
    }

    func newReservation() -> ReservationID { ReservationID(rawValue: newID()) }

    /// A new request, by principal 1, issued now.
    func command(_ operation: StockModel.Operation, device: DeviceMark? = nil) -> Command {
        let request: RequestID? =
            switch operation {
            case .reserve, .sell: nil
            default: RequestID(rawValue: newID())
            }
        return Command(request: request, issuedAt: clock.now, principal: 1, device: device, operation: operation)
    }

    func submit(_ operation: StockModel.Operation) async throws(StockFailure) -> Answer {
        try await stock.submit(command(operation))
    }

    /// For what has to be granted before the point of a test is reached.
    @discardableResult
    func accept(_ operation: StockModel.Operation, _ where: SourceLocation = #_sourceLocation) async throws -> Answer {
        let answer = try await submit(operation)
        try #require(answer.refusal == nil, "\(operation)", sourceLocation: `where`)
        return answer
    }

    func refusal(of operation: StockModel.Operation) async throws(StockFailure) -> Refusal? {
        try await submit(operation).refusal
    }

    /// A paper that somebody has written: principal 2 unless said otherwise.
    func write(_ key: DocumentKey, type: UInt16, by principal: PrincipalID = 2) async throws -> Precondition {
        var command = command(.putDocument(DocumentWrite(key, type: type, body: [])))
        command.principal = principal
        let answer = try await stock.submit(command)
        try #require(answer.refusal == nil)
        return .document(key, at: answer.sequence)
    }

    /// Does something in a transaction that names an inspection.
    @discardableResult
    func acceptInspected(
        _ operation: StockModel.Operation, _ where: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        let paper = try await write(DocumentKey("inspection/\(newID())"), type: DocumentType.inspection)
        let transaction = Transaction(preconditions: [paper], operations: [operation])
        return try await accept(.transaction(transaction), `where`)
    }

    func deliver(_ quantity: Quantity, of sku: SKU, to location: LocationID) async throws {
        try await accept(CornerShops.delivery([(sku, quantity, location)]))
    }

    /// Holds units for the web, and says under which id.
    func hold(
        _ quantity: Quantity, of sku: SKU, at location: LocationID? = nil, for milliseconds: Int64? = nil,
        owner: OwnerID = .nobody
    ) async throws -> ReservationID {
        let id = newReservation()
        try await accept(
            .reserve(
                Reserve(
                    id, channel: CornerShops.web, owner: owner,
                    lines: [ReserveLine(sku, quantity: quantity, at: location)], holdMilliseconds: milliseconds)))
        return id
    }

    func availableToSell(_ sku: SKU, for channel: ChannelID = CornerShops.web) async throws(StockFailure) -> Quantity {
        try await stock.availability(of: [sku], for: channel, withReasons: false)[0].availableToSell
    }

    func level(_ sku: SKU, at location: LocationID) async throws(StockFailure) -> Level? {
        try await stock.levels(of: sku).first { $0.location == location }
    }

    func onHand(_ sku: SKU, at location: LocationID) async throws(StockFailure) -> Quantity {
        try await level(sku, at: location)?.onHand ?? 0
    }

    var now: Instant { clock.now }

    func wait(milliseconds: Int64) { clock.advance(byMilliseconds: milliseconds) }

    func checkpoint() async throws(StockFailure) { try await engine.checkpoint() }

    /// What `verify` finds wrong with the store.
    func faults() async throws(StockFailure) -> [String] { try await engine.verify().differences }
}

extension Answer {
    var refusal: Refusal? {
        if case .refused(let refusal) = outcome { refusal } else { nil }
    }

    var plan: ReservationPlan? {
        switch outcome {
        case .reserved(let plan), .sold(let plan): plan
        default: nil
        }
    }
}

/// The shops with nothing in stock yet.
@discardableResult
func withShop<Result>(_ body: (Shop) async throws -> Result) async throws -> Result {
    let clock = SimulatedClock(startingAt: CornerShops.opening)
    let options = StockroomOptions.small(on: clock)
    return try await withTemporaryStock(options: options) { engine, _ in
        try await withPlaceOfTests(engine) { stock in
            let shop = Shop(engine, through: stock, clock: clock)
            try await shop.accept(.define(CornerShops.masterData))
            return try await body(shop)
        }
    }
}

extension StockroomOptions {
    /// For a store of a few rows that lives for a test: a terabyte of address space for each would not fit a hundred times
    /// into a process.
    static func small(on clock: SimulatedClock) -> StockroomOptions {
        var options = StockroomOptions()
        options.clock = clock
        options.mapSizeBytes = 1 << 30
        options.journalSegmentBytes = 4 << 20
        options.ballastBytes = 1 << 16
        return options
    }

    /// As in a store of many levels, where a checkpoint does not bring all of them to their pages.
    mutating func letLevelsWait(atMost count: Int) {
        levelPagesPerCheckpoint = 0
        unmergedLevelsMax = count
    }
}
