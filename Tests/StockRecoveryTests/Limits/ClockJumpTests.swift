import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

@Suite("The system's clock jumps a day")
struct ClockJumpTests {
    private static let day = 24 * Depot.hour

    @Test(arguments: [day, -day]) func `no hold ends by it, time does not go back, and follows slowly`(jump: Int64)
        async throws
    {
        try await withTemporaryFolder { folder in
            let machine = MachineTime()
            let stock = try await Depot.open(folder, Depot.options(machine.clock))
            try await stock.accept(1 << 40, .define(Depot.masterData))
            try await stock.accept(1 << 41, Depot.receive(10))
            try await stock.accept(1, Depot.reserve(1, 4))
            machine.pass(milliseconds: 1_000)
            try await stock.accept(2, Depot.receive(1))
            let before = try await stock.statistics().time

            machine.jump(milliseconds: jump)
            try await stock.accept(3, Depot.receive(1))
            #expect(try await stock.statistics().time == before)
            #expect(try await stock.levels(of: 1).first { $0.location == Depot.shelf }?.held == 4)
            // An hour, in which it comes nearer by 1.8 seconds.
            for number in UInt64(0)..<60 {
                machine.pass(milliseconds: 60_000)
                try await stock.accept(10 + number, Depot.receive(1))
            }
            let passed = try await stock.statistics().time.milliseconds(since: before)
            #expect(passed == Depot.hour + (jump > 0 ? 1_800 : -1_800))
            #expect(try await stock.levels(of: 1).first { $0.location == Depot.shelf }?.held == 4)

            // The hold of a day ends a day after it was made, as the machine counts.
            machine.pass(milliseconds: Self.day - Depot.hour + 60_000)
            try await stock.accept(100, Depot.receive(1), at: before.advanced(byMilliseconds: Self.day))
            #expect(try await stock.levels(of: 1).first { $0.location == Depot.shelf }?.held == 0)
            try await stock.close()
        }
    }

    @Test func `set back by a day over a restart, the store goes on from its last time`() async throws {
        try await withTemporaryFolder { folder in
            let machine = MachineTime()
            let stock = try await Depot.open(folder, Depot.options(machine.clock))
            try await stock.accept(1 << 40, .define(Depot.masterData))
            try await stock.accept(1 << 41, Depot.receive(10))
            try await stock.accept(1, Depot.reserve(1, 4))
            let before = try await stock.statistics().time
            try await stock.close()

            machine.jump(milliseconds: -Self.day)
            let again = try await Depot.open(folder, Depot.options(machine.clock))
            machine.pass(milliseconds: 10_000)
            try await again.accept(2, Depot.receive(1))
            let time = try await again.statistics().time
            #expect(time > before && time.milliseconds(since: before) <= 10_000)
            #expect(try await again.levels(of: 1).first { $0.location == Depot.shelf }?.held == 4)
            try await again.close()
        }
    }
}
