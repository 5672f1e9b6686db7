import StockModel
import StockProtocol

/// What becomes of reservations in a long run.
public struct Lifecycle: Sendable {
    /// Entries of a frame; 1: frames without a batch.
    public var entriesPerFrame: Int
    /// Of a hundred reservations, how many are committed a little later.
    public var committedPercent: Int
    /// Of a hundred reservations, how many are released a little later; the rest ends at its deadline.
    public var releasedPercent: Int
    /// Of a hundred reservations, how many are sales at a till, which are over at once and write a row of the ledger.
    public var soldPercent: Int
    public var holdMilliseconds: Int64

    public init(
        entriesPerFrame: Int, committedPercent: Int, releasedPercent: Int, soldPercent: Int = 0,
        holdMilliseconds: Int64
    ) {
        self.entriesPerFrame = entriesPerFrame
        self.committedPercent = committedPercent
        self.releasedPercent = releasedPercent
        self.soldPercent = soldPercent
        self.holdMilliseconds = holdMilliseconds
    }
}

/// Reserves, and commits or releases what was reserved some frames before on the same connection, where requests are executed
/// in the order in which they are sent.
public final class LifecycleConversation: Conversation {
    private enum End { case commit, release }

    private let lifecycle: Lifecycle
    private let reserve: CommandTemplate
    private let commit: CommandTemplate
    private let release: CommandTemplate
    private let sell: CommandTemplate
    private let greeting = StockroomConversation(.ping)
    /// Reservations to be ended, the oldest first, from `first` on.
    private var open: [(id: ReservationKey, end: End)] = []
    private var first = 0
    private var drawn = 0
    /// Of the frame that is written.
    private var issued: Int64 = 0

    /// So many reservations are left open between a reserve and its end.
    private static let openLeast = 64

    public init(_ lifecycle: Lifecycle) {
        self.lifecycle = lifecycle
        let reservation = ReservationID(high: CommandTemplate.high, low: CommandTemplate.low)
        reserve = CommandTemplate(
            .reserve(
                Reserve(
                    reservation, channel: StockroomFilling.channel,
                    lines: [
                        ReserveLine(
                            SKU(rawValue: CommandTemplate.sku), quantity: 1,
                            at: LocationID(rawValue: CommandTemplate.location))
                    ], holdMilliseconds: lifecycle.holdMilliseconds)), isNamed: false)
        commit = CommandTemplate(.commit(Commit(reservation)), isNamed: true)
        release = CommandTemplate(.release(Release(reservation)), isNamed: true)
        let line = SellLine(
            SKU(rawValue: CommandTemplate.sku), quantity: 1, at: LocationID(rawValue: CommandTemplate.location))
        sell = CommandTemplate(
            .sell(
                Sell(reservation, channel: StockroomFilling.channel, lines: [line], to: StockroomFilling.customer)),
            isNamed: false)
    }

    public func open(_ socket: Socket) throws { try greeting.open(socket) }

    public func append(place: Int, from source: inout ReservationSource, to bytes: inout [UInt8]) {
        let start = bytes.count
        issued = Clock.wallMilliseconds
        guard lifecycle.entriesPerFrame > 1 else {
            bytes += RequestFrames.frame(.command, [])
            appendEntry(from: &source, to: &bytes)
            return finish(start, UInt64(place), &bytes)
        }
        bytes += RequestFrames.frame(.batch, [])
        bytes.append(number: UInt32(lifecycle.entriesPerFrame))
        for _ in 0..<lifecycle.entriesPerFrame {
            let entry = bytes.count
            bytes += [0, 0, 0, 0, Opcode.command.rawValue, 0, 0, 0]
            appendEntry(from: &source, to: &bytes)
            bytes.write(UInt32(bytes.count - entry - 8), at: entry)
        }
        finish(start, UInt64(place), &bytes)
    }

    private func finish(_ start: Int, _ request: UInt64, _ bytes: inout [UInt8]) {
        bytes.write(UInt32(bytes.count - start), at: start)
        bytes.write(request, at: start + 8)
    }

    private func appendEntry(from source: inout ReservationSource, to bytes: inout [UInt8]) {
        if open.count - first > Self.openLeast {
            let (id, end) = open[first]
            first += 1
            if first > 4_096 {
                open.removeFirst(first)
                first = 0
            }
            let template = end == .commit ? commit : release
            return template.append(reservation: id, issued: issued, to: &bytes)
        }
        let reservation = source.next()
        drawn = (drawn + 37) % 100
        let isSold = drawn >= 100 - lifecycle.soldPercent
        let template = isSold ? sell : reserve
        template.append(reservation: reservation.id, level: reservation.level, issued: issued, to: &bytes)
        if isSold { return }
        if drawn < lifecycle.committedPercent {
            open.append((reservation.id, .commit))
        } else if drawn < lifecycle.committedPercent + lifecycle.releasedPercent {
            open.append((reservation.id, .release))
        }
    }

    /// Counts reservations; an end is neither granted nor, where it was done, refused.
    public func nextAnswer(in bytes: UnsafeRawBufferPointer) throws -> Answer? {
        let opcode: Opcode = lifecycle.entriesPerFrame > 1 ? .answers : .answer
        return try StockroomConversation.answer(
            in: bytes, opcode, entries: lifecycle.entriesPerFrame > 1 ? lifecycle.entriesPerFrame : nil)
    }
}

/// The bytes of a command, in which an id and a level are changed.
struct CommandTemplate {
    /// Looked for in the bytes, to find where the id stands.
    static let high: UInt64 = 0xA1B2_C3D4_E5F6_0718
    static let low: UInt64 = 0x9182_7364_5546_3728
    static let sku: UInt64 = 0xC5D4_E3F2_0112_2334
    static let location: UInt32 = 0x4B5A_6978
    /// Where every command says when it was issued.
    private static let issuedAt = 8
    private static let requestHigh: UInt64 = 0xF0E1_D2C3_B4A5_9687
    private static let requestLow: UInt64 = 0x7869_5A4B_3C2D_1E0F

    private let bytes: [UInt8]
    private let highAt: Int
    private let lowAt: Int
    private let requestHighAt: Int?
    private let requestLowAt: Int?
    private let skuAt: Int
    private let locationAt: Int

    /// - Parameter isNamed: it carries a request id, under which its answer is remembered.
    init(_ operation: Operation, isNamed: Bool) {
        let request = isNamed ? RequestID(high: Self.requestHigh, low: Self.requestLow) : nil
        bytes =
            Command(
                request: request, issuedAt: Instant(millisecondsSinceEpoch: Clock.wallMilliseconds), principal: 1,
                operation: operation
            ).encoded
        highAt = bytes.place(of: Self.high) ?? 0
        lowAt = bytes.place(of: Self.low) ?? 0
        requestHighAt = bytes.place(of: Self.requestHigh)
        requestLowAt = bytes.place(of: Self.requestLow)
        skuAt = bytes.place(of: Self.sku) ?? 0
        locationAt = bytes.place(of: Self.location) ?? 0
    }

    /// - Parameter issued: milliseconds since 1970; a server refuses what it thinks is old.
    func append(reservation id: ReservationKey, issued: Int64, to target: inout [UInt8]) {
        let start = target.count
        target += bytes
        target.write(id.high, at: start + highAt)
        target.write(id.low, at: start + lowAt)
        target.write(issued, at: start + Self.issuedAt)
        if let requestHighAt, let requestLowAt {
            // A reservation is ended once: its id names the request too.
            target.write(id.high, at: start + requestHighAt)
            target.write(id.low, at: start + requestLowAt)
        }
    }

    func append(reservation id: ReservationKey, level: Level, issued: Int64, to target: inout [UInt8]) {
        let start = target.count
        append(reservation: id, issued: issued, to: &target)
        target.write(level.sku, at: start + skuAt)
        target.write(level.location, at: start + locationAt)
    }
}

extension [UInt8] {
    fileprivate mutating func write(_ number: some FixedWidthInteger, at place: Int) {
        Swift.withUnsafeBytes(of: number.littleEndian) { replaceSubrange(place..<place + $0.count, with: $0) }
    }

    fileprivate mutating func append(number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate func place(of number: some FixedWidthInteger) -> Int? {
        let wanted = Swift.withUnsafeBytes(of: number.littleEndian) { Array($0) }
        return indices.dropLast(wanted.count - 1).first { Array(self[$0..<$0 + wanted.count]) == wanted }
    }
}
