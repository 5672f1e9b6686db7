import StockBytes
import Foundation
import LMDB
import LoadLoop
import StockEngine
import StockModel

/// Makes the bytes of reserve requests by changing a template, so that the generator is not what is measured.
struct ReserveBytes {
    private var template: [UInt8]
    private var ids: UInt64
    private let idBase: UInt64
    private var random: SplitMix64
    private let identifiers: Identifiers

    init(_ identifiers: Identifiers, seed: UInt64) {
        self.identifiers = identifiers
        random = SplitMix64(seed: seed ^ 0xABCD)
        let now = Instant.now
        idBase = UInt64(now.millisecondsSinceEpoch) << 16
        ids = seed << 40
        template =
            Command(
                issuedAt: now, principal: 1,
                operation: .reserve(
                    Reserve(
                        1, channel: Filling.channel, lines: [ReserveLine(1, quantity: 1, at: 1)],
                        holdMilliseconds: 15 * 60_000))
            ).encoded
    }

    mutating func append(_ level: LoadLoop.Level, to commands: inout EncodedRequests) {
        ids += 1
        switch identifiers {
        case .timeOrdered:
            write(ids, at: ReserveLayout.idLow)
            write(idBase, at: ReserveLayout.idHigh)
        case .random:
            write(random.next(), at: ReserveLayout.idLow)
            write(random.next(), at: ReserveLayout.idHigh)
        }
        write(level.sku, at: ReserveLayout.sku)
        write(level.location, at: ReserveLayout.location)
        commands.append(encoded: template.span.unpadded)
    }

    private mutating func write<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) { bytes in
            for index in 0..<bytes.count { template[offset + index] = bytes[index] }
        }
    }
}

extension Instant {
    static var now: Instant { Instant(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000)) }
}
