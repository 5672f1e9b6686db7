import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("The journal's disk is full")
struct FullDiskTests {
    @Test func `promises are kept and none is made, until there is room again`() async throws {
        try await withTemporaryFolder { folder in
            let faults = Faults()
            let stock = try await Depot.open(folder, Depot.options(segmentBytes: 16 << 10, files: faults.files))
            try await prepare(stock)
            let first = try await stock.accept(0, Depot.reserve(1))

            faults.fillUp()
            try await fill(stock)
            #expect(try await stock.accept(0, Depot.reserve(1)) == first, "a retry gets its first answer")
            #expect(try await refusesAllThatPromises(stock))
            for id in UInt64(1)...150 {
                try await insist(stock, 20_000 + id, .commit(Commit(ReservationID(rawValue: UInt128(id)))))
                try await insist(
                    stock, 30_000 + id, .fulfil(Fulfil(ReservationID(rawValue: UInt128(id)), to: Depot.customer)))
            }
            for id in UInt64(151)...300 {
                try await insist(stock, 40_000 + id, .release(Release(ReservationID(rawValue: UInt128(id)))))
            }
            try await stock.checkpoint()
            #expect(try await stock.statistics().checkpointSequence == stock.statistics().sequence)

            faults.end()
            #expect(try await eventually { try await stock.refusal(50_000, Depot.reserve(50_000)) == nil })
            #expect(try await stock.onHand() == 100_000 - 150)
            #expect(try await stock.verify().differences == [])
            try await stock.close()
            let again = try await Depot.open(folder)
            #expect(try await again.onHand() == 100_000 - 150)
            #expect(try await again.verify().differences == [])
            try await again.close()
        }
    }

    @Test func `a store that is closed on a full disk opens again with all that was acknowledged`() async throws {
        try await withTemporaryFolder { folder in
            let faults = Faults()
            let options = Depot.options(segmentBytes: 16 << 10, files: faults.files)
            let stock = try await Depot.open(folder, options)
            try await prepare(stock)
            faults.fillUp()
            try await fill(stock)
            try await insist(stock, 20_001, .commit(Commit(1)))
            let hash = try await stock.verify().stateHash
            try await stock.close()
            // Spares that were ready are enough to open with.
            let again = try await Depot.open(folder, options)
            #expect(try await again.verify().stateHash == hash)
            try await again.close()
        }
    }

    /// Whether everything that makes promises or rows is refused together.
    ///
    /// A checkpoint may give the journal a segment back in between; then the disk is filled up again, and what was
    /// taken meanwhile cancels out.
    private func refusesAllThatPromises(_ stock: Stockroom) async throws -> Bool {
        for attempt in UInt64(1)...20 {
            let base = 1_000_000 + attempt * 100
            let operations: [StockModel.Operation] = [
                Depot.reserve(ReservationID(rawValue: UInt128(base))),
                Depot.sell(ReservationID(rawValue: UInt128(base + 1))), Depot.receive(1), Depot.paper("NEW"),
                .transaction(
                    Transaction(operations: [
                        Depot.paper("OTHER"), Depot.reserve(ReservationID(rawValue: UInt128(base + 2))),
                    ])),
                .define(Depot.masterData),
            ]
            let answers = try await stock.submit(
                operations.enumerated().map { Depot.command(base + UInt64($0.offset), $0.element) })
            if answers.allSatisfy({ $0.refusal == .storageFull }) { return true }
            try await fill(stock, from: attempt * 10_000)
        }
        return false
    }

    private func prepare(_ stock: Stockroom) async throws {
        try await stock.accept(1 << 40, .define(Depot.masterData))
        try await stock.accept(1 << 41, Depot.receive(100_000))
        let held = try await stock.submit(
            (UInt64(1)...300).map { Depot.command($0, Depot.reserve(ReservationID(rawValue: UInt128($0)))) })
        #expect(held.allSatisfy { $0.refusal == nil })
    }

    /// Reserves until there is no room.
    private func fill(_ stock: Stockroom, from first: UInt64 = 1_000) async throws {
        for number in first..<first + 8_000 {
            let refusal = try await stock.refusal(number, Depot.reserve(ReservationID(rawValue: UInt128(number))))
            if refusal == .storageFull { return }
            #expect(refusal == nil)
        }
        Issue.record("the disk never filled up")
    }

    /// What ends a promise is taken, at the latest when a checkpoint has given the journal a segment back.
    private func insist(_ stock: Stockroom, _ number: UInt64, _ operation: StockModel.Operation) async throws {
        let isTaken = try await eventually {
            let refusal = try await stock.refusal(number, operation)
            #expect(refusal == nil || refusal == .storageFull)
            return refusal == nil
        }
        #expect(isTaken)
    }
}
