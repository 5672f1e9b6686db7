import Foundation
import StockModel
import Testing

@testable import ReliabilityTrials

@Suite("A server is killed", .serialized, .timeLimit(.minutes(5)))
struct KillTests {
    @Test(arguments: [ServerKind.shipped, .small])
    func `a server killed again and again under load has promised exactly what there was`(_ kind: ServerKind)
        async throws
    {
        try await withPlaces { places in
            let seed = UInt64.random(in: 0..<1 << 32)
            var settings = places.kills(kind, seed: seed)
            settings.killsPerRound = 6
            settings.dropUnits = 100
            // On a slow machine a request is sent again for long.
            settings.server.requestWindowMilliseconds = 120_000
            let summary = try await KillTrial(settings).run(rounds: 1, verify: places.verify, progress: { _ in })
            #expect(summary.killsUnderLoad >= 6)
            #expect(summary.unitsGranted == 100)
            #expect(summary.answersChecked > 0 && summary.reservationsChecked > 0)
        }
    }
}

/// What the answers of a round add up to; the trial holds a store against it.
struct AnswerBookTests {
    private let now = Instant(millisecondsSinceEpoch: 1_000)

    private func command(_ operation: StockModel.Operation) -> Command {
        Command(issuedAt: now, principal: 1, operation: operation)
    }

    private func reserve(_ id: ReservationID) -> Command {
        command(.reserve(Reserve(id, channel: 1, lines: [ReserveLine(TrialShop.drop, quantity: 2)])))
    }

    private func reserved(until milliseconds: Int64) -> Answer {
        let deadline = Instant(millisecondsSinceEpoch: milliseconds)
        return Answer(sequence: 1, outcome: .reserved(ReservationPlan(deadline: deadline, allocations: [])))
    }

    @Test func `units are granted once, and held until the deadline`() {
        var book = AnswerBook()
        book.note(reserve(1), reserved(until: 2_000))
        book.note(reserve(2), Answer(sequence: 1, outcome: .refused(.notFound)))
        #expect(book.granted(TrialShop.drop) == 2)
        #expect(book.expectedUnits(TrialShop.drop, at: now).held == 2)
        #expect(book.expectedUnits(TrialShop.drop, at: Instant(millisecondsSinceEpoch: 2_000)).held == 0)
        #expect(book.fates[1]?.expected(at: Instant(millisecondsSinceEpoch: 2_000)) == .expired)
    }

    @Test func `a reservation that was fulfilled has left the shelf, in this round and the next`() {
        var book = AnswerBook()
        let done = Answer(sequence: 2, outcome: .done)
        book.note(command(TrialShop.receive(5, of: TrialShop.drop)), done)
        book.note(reserve(1), reserved(until: 2_000))
        book.note(reserve(2), reserved(until: 2_000))
        book.note(command(.commit(Commit(1))), done)
        book.note(command(.commit(Commit(2))), done)
        book.note(command(.fulfil(Fulfil(1, to: TrialShop.customers))), done)
        let expected = LevelSums.Units(onHand: 3, held: 0, committed: 2)
        #expect(book.expectedUnits(TrialShop.drop, at: now) == expected)
        book.endRound(at: now)
        #expect(book.expectedUnits(TrialShop.drop, at: now) == expected)
        #expect(book.fates.isEmpty)
    }
}
