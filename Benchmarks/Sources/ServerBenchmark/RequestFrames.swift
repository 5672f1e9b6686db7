import Foundation
import StockAPI
import StockModel
import StockProtocol

/// What every frame of a run asks for.
enum Kind: Equatable, Sendable {
    case ping
    case reserve
    /// So many reserves in one frame.
    case batch(Int)

    var requests: Int { if case .batch(let count) = self { count } else { 1 } }
}

/// Makes frames by changing a template, so that the client is not what is measured.
struct RequestFrames {
    private var template: [UInt8]
    /// Where each reserve begins.
    private let reserves: [Int]
    private var random: UInt64
    private var ids: UInt64
    private let skus: UInt64

    private static let idLow = 16
    private static let idHigh = 24
    private static let sku = 67
    private static let location = 83

    init(_ kind: Kind, skus: UInt64, seed: UInt64) {
        self.skus = skus
        random = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        ids = seed << 40
        let now = Instant(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000))
        let reserve = Command(
            issuedAt: now, principal: 1,
            operation: .reserve(
                Reserve(
                    ReservationID(high: UInt64(now.millisecondsSinceEpoch) << 16, low: 0), channel: 1,
                    lines: [ReserveLine(1, quantity: 1, at: 1)], holdMilliseconds: 15 * 60_000))
        ).encoded
        func frame(_ opcode: Opcode, _ body: [UInt8]) -> [UInt8] {
            var bytes = withUnsafeBytes(of: UInt32(16 + body.count).littleEndian) { Array($0) }
            bytes += [ProtocolVersion.current, opcode.rawValue, 0, 0] + Array(repeating: 0, count: 8)
            return bytes + body
        }
        switch kind {
        case .ping:
            template = frame(.ping, Array(repeating: 0, count: 8))
            reserves = []
        case .reserve:
            template = frame(.command, reserve)
            reserves = [16]
        case .batch(let count):
            var body = withUnsafeBytes(of: UInt32(count).littleEndian) { Array($0) }
            let entry =
                withUnsafeBytes(of: UInt32(reserve.count).littleEndian) { Array($0) }
                + [Opcode.command.rawValue, 0, 0, 0] + reserve
            for _ in 0..<count { body += entry }
            template = frame(.batch, body)
            reserves = (0..<count).map { 16 + 4 + $0 * entry.count + 8 }
        }
    }

    /// Appends the next frame, as that of a request id.
    mutating func append(_ requestID: UInt64, to bytes: inout [UInt8]) {
        write(requestID, at: 8)
        for start in reserves {
            ids += 1
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            write(ids, at: start + Self.idLow)
            write(1 + (random >> 33) % skus, at: start + Self.sku)
            write(UInt32(Filling.firstLocation + UInt32((random >> 20) % 20)), at: start + Self.location)
        }
        bytes += template
    }

    private mutating func write<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        template.withUnsafeMutableBytes { $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self) }
    }
}
