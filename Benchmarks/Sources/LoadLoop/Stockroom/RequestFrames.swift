import StockModel
import StockProtocol

/// What every frame of a run asks for.
public enum Kind: Equatable, Sendable {
    case ping
    case reserve
    /// So many reserves in one frame.
    case batch(Int)
}

/// Where the fields of a reserve of one line stand, from the first byte of the command.
public enum ReserveLayout {
    public static let idLow = 16
    public static let idHigh = 24
    public static let sku = 67
    public static let location = 83
}

/// Makes Stockroom's frames by changing a template, so that the client is not what is measured.
public struct RequestFrames: Sendable {
    private var template: [UInt8]
    /// Where each reserve begins.
    private let reserves: [Int]

    public init(_ kind: Kind) {
        let reserve = Command(
            issuedAt: Instant(millisecondsSinceEpoch: Clock.wallMilliseconds), principal: 1,
            operation: .reserve(
                Reserve(
                    1, channel: StockroomFilling.channel, lines: [ReserveLine(1, quantity: 1, at: 1)],
                    holdMilliseconds: ReservationSource.holdMilliseconds))
        ).encoded
        switch kind {
        case .ping:
            template = Self.frame(.ping, Array(repeating: 0, count: 8))
            reserves = []
        case .reserve:
            template = Self.frame(.command, reserve)
            reserves = [FrameHeader.byteCount]
        case .batch(let count):
            let entry = Self.bytes(UInt32(reserve.count)) + [Opcode.command.rawValue, 0, 0, 0] + reserve
            var body = Self.bytes(UInt32(count))
            for _ in 0..<count { body += entry }
            template = Self.frame(.batch, body)
            reserves = (0..<count).map { FrameHeader.byteCount + 4 + $0 * entry.count + 8 }
        }
    }

    /// A frame without extras, under the request id 0.
    public static func frame(_ opcode: Opcode, _ body: [UInt8]) -> [UInt8] {
        var frame = bytes(UInt32(FrameHeader.byteCount + body.count))
        frame += [ProtocolVersion.current, opcode.rawValue, 0, 0]
        frame += bytes(UInt64(0))
        return frame + body
    }

    /// Appends the next frame, under a request id.
    public mutating func append(_ requestID: UInt64, from source: inout ReservationSource, to bytes: inout [UInt8]) {
        write(requestID, at: 8)
        for start in reserves {
            let reservation = source.next()
            write(reservation.id.low, at: start + ReserveLayout.idLow)
            write(reservation.id.high, at: start + ReserveLayout.idHigh)
            write(reservation.level.sku, at: start + ReserveLayout.sku)
            write(reservation.level.location, at: start + ReserveLayout.location)
        }
        bytes += template
    }

    private mutating func write<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        template.withUnsafeMutableBytes { $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self) }
    }

    private static func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

extension ReserveLayout {
    /// Reads what `RequestFrames` has written into the frame of a reserve; nil for any other.
    public static func reservation(in frame: UnsafeRawBufferPointer) -> Reservation? {
        let start = FrameHeader.byteCount
        guard frame.count >= start + location + 4 else { return nil }
        func word(_ offset: Int) -> UInt64 { frame.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self) }
        return Reservation(
            id: ReservationKey(high: word(idHigh), low: word(idLow)),
            level: Level(
                sku: word(sku), location: frame.loadUnaligned(fromByteOffset: start + location, as: UInt32.self)),
            deadlineMilliseconds: Clock.wallMilliseconds + ReservationSource.holdMilliseconds)
    }
}
