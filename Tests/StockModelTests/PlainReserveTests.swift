import StockBytes
import StockModel
import Testing

/// A reserve of one line is read from its bytes without decoding it: it has to be what decoding gives.
struct PlainReserveTests {
    private let id = ReservationID(high: 7, low: 9)

    private func read(_ command: Command) -> PlainReserve? { PlainReserve(command.encoded.span.rawBytes) }

    private func command(_ reserve: Reserve) -> Command {
        Command(issuedAt: Instant(millisecondsSinceEpoch: 1_234), principal: 5, operation: .reserve(reserve))
    }

    @Test func `a reserve of one line at a location is read as it would be decoded`() throws {
        for mode in [ReserveMode.allOrNothing, .partial, .backorder] {
            for hold in [nil, 60_000] as [Int64?] {
                let reserve = Reserve(
                    id, channel: 3, owner: OwnerID(high: 1, low: 2), lines: [ReserveLine(4711, quantity: 6, at: 8)],
                    mode: mode, holdMilliseconds: hold)
                let plain = try #require(read(command(reserve)))
                #expect(plain.issuedAt == Instant(millisecondsSinceEpoch: 1_234))
                #expect(plain.principal == 5)
                #expect(plain.reservation == id)
                #expect(plain.owner == reserve.owner)
                #expect(plain.channel == 3)
                #expect(plain.holdMilliseconds == hold)
                #expect((plain.sku, plain.quantity, plain.location) == (4711, 6, 8))
            }
        }
    }

    @Test func `whatever needs more than that is left to who decodes it`() {
        let line = ReserveLine(4711, quantity: 6, at: 8)
        let others: [Reserve] = [
            Reserve(id, channel: 3, lines: []),
            Reserve(id, channel: 3, lines: [line, line]),
            Reserve(id, channel: 3, lines: [ReserveLine(4711, quantity: 6)]),
            Reserve(id, channel: 3, lines: [line], sourcing: .site(2)),
            Reserve(id, channel: 3, lines: [line], sourcing: .byRank(splitsMax: 2)),
            Reserve(id, channel: 3, lines: [line], replaces: ReservationID(high: 1, low: 1)),
        ]
        for reserve in others { #expect(read(command(reserve)) == nil) }
        var retried = command(Reserve(id, channel: 3, lines: [line]))
        retried.request = RequestID(high: 1, low: 2)
        #expect(read(retried) == nil)
        #expect(read(Command(issuedAt: .epoch, principal: 1, operation: .release(Release(id)))) == nil)
    }

    @Test func `bytes that cannot be decoded are no plain reserve`() throws {
        let bytes = command(Reserve(id, channel: 3, lines: [ReserveLine(4711, quantity: 6, at: 8)])).encoded
        for count in 0..<bytes.count { #expect(PlainReserve(Array(bytes[..<count]).span.rawBytes) == nil) }
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << bit
                guard PlainReserve(changed.span.rawBytes) != nil else { continue }
                _ = try Command(decoding: changed.span.rawBytes)
            }
        }
    }
}
