@testable import StockSimulation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite struct SessionTests {
    /// Ids were one `UInt128` each: values aligned to 16 bytes in the frames of these calls ended the process.
    @Test func `the short forms of a session work in loops, beside larger calls`() async throws {
        let clock = SimulatedClock(startingAt: CornerShops.opening)
        try await withTemporaryStock(options: .small(on: clock)) { engine, _ in
            try await withPlaceOfTests(engine) { stock in
                let session = StockSession(stock, principal: 1, now: { clock.now })
                #expect(try await session.define(CornerShops.masterData).isAccepted)
                for turn in 1...40 as ClosedRange<UInt64> {
                    let line = MoveLine(
                        CornerShops.shirt, quantity: 3, from: CornerShops.supplier, to: CornerShops.townFloor)
                    #expect(try await session.move(Move(.receive, lines: [line])).isAccepted)
                    let owner = OwnerID(high: turn, low: ~turn)
                    let named = ReservationID(high: ~turn, low: turn)
                    let first = try await session.reserve(1, of: CornerShops.shirt, for: CornerShops.web)
                    let second = try await session.reserve(
                        1, of: CornerShops.shirt, at: CornerShops.townFloor, for: CornerShops.web, owner: owner,
                        as: named)
                    #expect(first.isAccepted && second.isAccepted)
                    #expect(try await stock.reservation(named)?.owner == owner)
                    #expect(try await stock.reservations(of: owner, after: nil, limit: 5).map(\.reservation) == [named])
                    #expect(try await session.extend(named, holdMilliseconds: 60_000).isAccepted)
                    #expect(try await session.commit(named).isAccepted)
                    #expect(try await session.fulfil(named, to: CornerShops.customer).isAccepted)
                    let sold = try await session.sell(
                        Sell(
                            session.newReservationID(), channel: CornerShops.tills,
                            lines: [SellLine(CornerShops.shirt, quantity: 1, at: CornerShops.townFloor)],
                            to: CornerShops.customer))
                    #expect(sold.isAccepted)
                }
                #expect(try await stock.levels(of: CornerShops.shirt).first?.held == 40)
                #expect(try await engine.verify().differences == [])
            }
        }
    }
}
