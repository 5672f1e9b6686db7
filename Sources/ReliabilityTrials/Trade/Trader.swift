import StockBytes
import StockAPI
import StockModel

/// One who trades: carts, one after another, each with a fate that follows from the trader's seed and the answers.
///
/// A request has one id and one time for ever, however often it is sent.
struct Trader: Sendable {
    /// Asks until there is an answer; throws when the trial is over.
    typealias Ask = @Sendable (Command) async throws -> Answer

    private let number: UInt64
    private let ask: Ask
    private var random: SplitMix64
    private var requests: UInt64 = 0

    /// - Parameters:
    ///   - number: this one's own, among all of the trial.
    ///   - seed: of the trial.
    ///   - ask: sends a command.
    init(_ number: UInt64, seed: UInt64, ask: @escaping Ask) {
        self.number = number
        self.ask = ask
        random = SplitMix64(seed: seed ^ (number &* 0xD6E8_FEB8_6659_FD93))
    }

    /// Buys, receives, or writes a paper.
    mutating func trade() async throws {
        switch random.below(20) {
        case 0...2: _ = try await send(TrialShop.receive(Quantity(2 + random.below(8)), of: anySKU()))
        case 3: _ = try await send(sale(of: anySKU()))
        case 4: try await writePaper()
        case 5: try await receiveAndSell()
        default: try await buy()
        }
    }

    /// Wants a unit of the drop, and pays for it now and then: says whether it got one.
    mutating func buyDrop(_ sku: SKU) async throws -> Bool {
        let (id, answer) = try await reserve([ReserveLine(sku, quantity: 1)], holdMilliseconds: nil)
        guard answer.isAccepted else { return false }
        if random.happens(500), try await send(.commit(Commit(id))).isAccepted, random.happens(500) {
            _ = try await send(.fulfil(Fulfil(id, to: TrialShop.customers)))
        }
        return true
    }

    private mutating func buy() async throws {
        let lines = (0...random.below(2)).map { _ in
            ReserveLine(anySKU(), quantity: Quantity(1 + random.below(3)))
        }
        let isShort = random.happens(350)
        let (id, answer) = try await reserve(lines, holdMilliseconds: isShort ? 200 : nil)
        guard answer.isAccepted else { return }
        switch random.below(10) {
        case 0...3:
            guard try await send(.commit(Commit(id))).isAccepted else { return }
            _ = try await send(.fulfil(Fulfil(id, to: TrialShop.customers)))
        case 4:
            _ = try await send(.commit(Commit(id)))
            _ = try await send(.release(Release(id)))
        case 5, 6: _ = try await send(.release(Release(id)))
        case 7:
            _ = try await send(.extend(Extend(id, holdMilliseconds: 400)))
            _ = try await send(.commit(Commit(id, revives: true)))
            _ = try await send(.fulfil(Fulfil(id, to: TrialShop.customers)))
        default:
            // Left in the cart: it ends by itself, or else would be held for ever.
            if !isShort { _ = try await send(.extend(Extend(id, holdMilliseconds: 100))) }
        }
    }

    private mutating func writePaper() async throws {
        let key = DocumentKey("PAPER-\(number)-\(random.below(20))")
        if random.happens(200) {
            _ = try await send(.deleteDocument(key))
        } else {
            let body = [UInt8](repeating: UInt8(truncatingIfNeeded: requests), count: 40 + random.below(400))
            let term = IndexTerm("trader-\(number)")
            _ = try await send(.putDocument(DocumentWrite(key, type: 1, body: body, terms: [term])))
        }
    }

    private mutating func receiveAndSell() async throws {
        let sku = anySKU()
        let body = [UInt8](repeating: 1, count: 30)
        let paper = DocumentWrite(DocumentKey("SALE-\(number)-\(requests)"), type: 1, body: body, terms: [])
        _ = try await send(
            .transaction(
                Transaction(operations: [
                    TrialShop.receive(2, of: sku), sale(of: sku), .putDocument(paper),
                ])))
    }

    // MARK: Requests

    private mutating func anySKU() -> SKU { TrialShop.skus[random.below(TrialShop.skus.count)] }

    private mutating func sale(of sku: SKU) -> StockModel.Operation {
        let line = SellLine(sku, quantity: 1, at: TrialShop.shelf)
        return .sell(Sell(nextReservation(), channel: TrialShop.web, lines: [line], to: TrialShop.customers))
    }

    private mutating func reserve(
        _ lines: [ReserveLine], holdMilliseconds: Int64?
    ) async throws -> (ReservationID, Answer) {
        let id = nextReservation()
        let reserve = Reserve(
            id, channel: TrialShop.web, owner: OwnerID(high: 1, low: number), lines: lines,
            holdMilliseconds: holdMilliseconds)
        return (id, try await send(.reserve(reserve)))
    }

    private mutating func send(_ operation: StockModel.Operation) async throws -> Answer {
        let request: RequestID? =
            switch operation {
            case .reserve, .sell: nil
            default: RequestID(high: nextHigh(), low: number)
            }
        return try await ask(
            Command(request: request, issuedAt: .systemNow, principal: 1, operation: operation))
    }

    private mutating func nextReservation() -> ReservationID { ReservationID(high: nextHigh(), low: number) }

    /// Grows with time, as a client's ids should.
    private mutating func nextHigh() -> UInt64 {
        requests += 1
        return UInt64(clamping: Instant.systemNow.millisecondsSinceEpoch) << 20 | requests & 0xF_FFFF
    }
}
