import StockBytes
import Testing

@testable import StockEngine

@Suite("A table that is put in order when it is read")
struct OrderedTableTests {
    /// A few new keys are put in where they belong, many are merged with all: both ways, one after another.
    @Test func `keys stand in their order, however many were new`() {
        var random = SplitMix64(seed: 77)
        var table = OrderedTable<UInt64, UInt64>()
        var all: Set<UInt64> = []
        for round in 0..<200 {
            for _ in 0..<(round % 3 == 0 ? 40 : round % 9) {
                let key = random.next() % 3_000
                all.insert(key)
                table.set(key, to: key)
            }
            table.sort()
            #expect(table.keys == all.sorted())
        }
        for key in stride(from: UInt64(0), through: 3_001, by: 37) {
            #expect(table.firstIndex(notBelow: key) == all.count { $0 < key })
        }
    }

    @Test func `what is taken back was never there`() {
        var table = OrderedTable<Int, Int>()
        for key in [5, 1, 9] { table.set(key, to: key) }
        table.sort()
        table.setSavepoint()
        for key in [7, 1, 0] { table.set(key, to: nil) }
        table.rollBack()
        table.sort()
        #expect(table.keys == [1, 5, 9] && table[1] == .some(.some(1)))
    }
}
