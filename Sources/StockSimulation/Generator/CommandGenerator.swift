import StockBytes
import StockModel

/// Makes random commands that a seed repeats exactly.
///
/// They are drawn so that things meet: few SKUs and places, small quantities, holds that end at the very millisecond
/// at which the next batch begins, retries, and now and then a value that no client should send. What exists is read
/// from the model, so that most commands are about something.
struct CommandGenerator {
    var random: SplitMix64
    /// Commands that were sent, to be sent again.
    private var sent: [Command] = []
    private var idsMade: UInt64 = 0
    private var mostOfDevice: [UInt32: UInt64] = [:]

    /// Requests are remembered for a little longer than the longest pause is likely to be.
    static let requestWindow: Int64 = 90_000

    /// How long things are kept: with an odd seed so shortly that ids come free again, else for the whole run.
    let kept: SimpleStock.Kept

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        let isShort = seed % 2 == 1
        kept = SimpleStock.Kept(
            requests: Self.requestWindow, closedReservations: isShort ? 2 * Self.requestWindow : Self.years,
            fulfilledReservations: isShort ? 3 * Self.requestWindow : Self.years)
    }

    static let years: Int64 = 50 * 365 * 86_400_000

    /// Master data and the first deliveries.
    mutating func opening() -> [Command] {
        let deliveries = CornerShops.skus.map { sku in
            let places = [
                CornerShops.townFloor, CornerShops.townCellar, CornerShops.harbourFloor, CornerShops.harbourLoft,
                CornerShops.outletFloor,
            ]
            return CornerShops.delivery(places.map { (sku, Quantity(random.within(2...12)), $0) })
        }
        return ([.define(CornerShops.masterData)] + deliveries).map { operation in
            Command(
                request: RequestID(rawValue: newID()), issuedAt: CornerShops.opening, principal: 1, operation: operation
            )
        }
    }

    /// How long until the next batch.
    ///
    /// Often to the very moment at which a hold ends.
    mutating func pause(in stock: SimpleStock) -> Int64 {
        let deadlines = stock.reservations.values.filter { $0.held > 0 }.map(\.deadline).filter { $0 > stock.now }
            .sorted()
        switch random.below(20) {
        case 0...5: return 0
        case 6...8: return Int64(random.within(1...50))
        case 9...15:
            guard let deadline = random.pickAny(Array(deadlines.prefix(3))) else { return 1_000 }
            return max(0, deadline.milliseconds(since: stock.now) + Int64(random.pick([-1, 0, 0, 0, 1])))
        case 16...18: return Int64(random.within(100...8_000))
        default: return random.pick([60_000, Self.requestWindow, 3_600_000, 40 * 3_600_000])
        }
    }

    mutating func command(in stock: SimpleStock) -> Command {
        if random.chance(6), let again = retry(in: stock) { return again }
        return command(operation(in: stock), in: stock)
    }

    mutating func command(_ operation: StockModel.Operation, in stock: SimpleStock) -> Command {
        var command = Command(
            issuedAt: issuedAt(stock), principal: PrincipalID(rawValue: UInt32(random.within(1...3))),
            operation: operation)
        switch operation {
        case .reserve, .sell: command.request = random.chance(15) ? RequestID(rawValue: newID()) : nil
        // A request without an id is done, and cannot be retried.
        default: command.request = random.chance(95) ? RequestID(rawValue: newID()) : nil
        }
        if random.chance(8) { command.device = deviceMark() }
        sent.append(command)
        return command
    }

    private mutating func issuedAt(_ stock: SimpleStock) -> Instant {
        let window = stock.kept.requests
        switch random.below(100) {
        case 0: return stock.now.advanced(byMilliseconds: window)
        case 1: return stock.now.advanced(byMilliseconds: window + 1)
        case 2: return stock.now.advanced(byMilliseconds: -window)
        case 3: return stock.now.advanced(byMilliseconds: 1 - window)
        case 4...10: return stock.now.advanced(byMilliseconds: Int64(random.within(-5_000...5_000)))
        default: return stock.now
        }
    }

    /// An earlier command once more: mostly the same bytes, sometimes altered.
    private mutating func retry(in stock: SimpleStock) -> Command? {
        guard var again = random.pickAny(Array(sent.suffix(random.chance(80) ? 40 : sent.count))) else { return nil }
        if random.chance(30) {
            switch random.below(4) {
            case 0: again.issuedAt = stock.now
            case 1: again.principal = PrincipalID(rawValue: again.principal.rawValue + 1)
            case 2: again.issuedAt = again.issuedAt.advanced(byMilliseconds: 1)
            default: again.operation = operation(in: stock)
            }
        }
        return again
    }

    private mutating func deviceMark() -> DeviceMark {
        let device = UInt32(random.within(1...2))
        let most = mostOfDevice[device] ?? 0
        let counter = random.chance(75) ? most + UInt64(random.within(1...3)) : UInt64(random.below(Int(most) + 1))
        mostOfDevice[device] = max(most, counter)
        return DeviceMark(device: device, counter: counter)
    }

    mutating func newID() -> UInt128 {
        idsMade += 1
        // One in ten does not grow with time.
        return random.chance(90) ? UInt128(idsMade) << 64 | 0x8000 : UInt128(random.next()) << 64 | UInt128(idsMade)
    }

    mutating func operation(in stock: SimpleStock) -> StockModel.Operation {
        switch random.below(100) {
        case 0...22: .reserve(reserve(in: stock))
        case 23: .allocate(allocate(in: stock))
        case 24...28: .extend(extend(in: stock))
        case 29...39: .commit(commit(in: stock))
        case 40...44: .release(release(in: stock))
        case 45...46: .reSource(reSource(in: stock))
        case 47: .allocate(allocate(in: stock))
        case 48...56: .fulfil(fulfil(in: stock))
        case 57...61: .return(takeBack(in: stock))
        case 62...68: .sell(sell(in: stock))
        case 69...77: .move(move(in: stock))
        case 78...79: .adjust(adjust(in: stock))
        case 80...83: .count(count(in: stock))
        case 84...86: .reverse(reverse(in: stock))
        case 87...88: .define(define(in: stock))
        case 89...92: .putDocument(documentWrite(in: stock))
        case 93: .deleteDocument(documentKey(in: stock))
        default: .transaction(transaction(in: stock))
        }
    }
}
