import RetailDocuments
@testable import RetailReceiving
import StockBytes
import StockModel
import Testing

@Suite("Which units count on which line of the order")
struct ReceivingSplitTests {
    @Test func `what is open is filled first, line by line, then what is tolerated, and the rest is too much`() {
        let lines: [ReceivingSplit.Line] = [
            .init(line: 1, open: 10, tolerated: 1), .init(line: 2, open: 5, tolerated: 2),
        ]
        let fits = ReceivingSplit(good: 12, damaged: 0, over: lines)
        #expect(fits.allocations.map(\.units) == [10, 2] && fits.surplus == 0 && fits.good == 12)
        let tolerated = ReceivingSplit(good: 17, damaged: 0, over: lines)
        #expect(tolerated.allocations.map(\.units) == [11, 6] && tolerated.surplus == 0)
        let over = ReceivingSplit(good: 20, damaged: 3, over: lines)
        #expect(over.allocations.map(\.units) == [11, 7] && over.surplus == 5)
        #expect(over.good == 15 && over.damaged == 3)
        let wrong = ReceivingSplit(good: 1, damaged: 2, over: [])
        #expect(wrong.allocations == [] && wrong.surplus == 3 && wrong.good == 0 && wrong.damaged == 0)
    }

    @Test func `whatever comes, no unit is lost and no line takes more than it may`() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<2_000 {
            let lines = (0..<UInt32.random(in: 0...3, using: &random)).map { number in
                ReceivingSplit.Line(
                    line: number, open: .random(in: 0...9, using: &random),
                    tolerated: .random(in: 0...3, using: &random))
            }
            let (good, damaged) = (Int64.random(in: 0...20, using: &random), Int64.random(in: 0...20, using: &random))
            let split = ReceivingSplit(good: good, damaged: damaged, over: lines)
            let counted = split.allocations.reduce(0) { $0 + $1.units }
            #expect(counted == split.good + split.damaged && counted + split.surplus == good + damaged)
            #expect(split.good >= 0 && split.damaged >= 0 && split.surplus >= 0)
            for allocation in split.allocations {
                let line = lines.first { $0.line == allocation.orderLine }
                #expect(allocation.units > 0 && allocation.units <= (line?.open ?? 0) + (line?.tolerated ?? 0))
            }
            #expect(split.surplus == 0 || counted == lines.reduce(0) { $0 + $1.open + $1.tolerated })
        }
    }

    @Test func `a tolerance is whole units, rounded down`() {
        let share = ReceivingPolicy.Tolerance.basisPoints(250)
        #expect([0, 39, 40, 79, 80, 100].map { share.units(of: $0) } == [0, 0, 1, 1, 2, 2])
        #expect(ReceivingPolicy.Tolerance.basisPoints(10_000).units(of: .max) == .max)
        #expect(ReceivingPolicy.Tolerance.units(3).units(of: 1) == 3)
        #expect(!ReceivingPolicy.Tolerance.units(-1).isMeant && !ReceivingPolicy.Tolerance.basisPoints(10_001).isMeant)
    }

    @Test func `the share of an amount is exact for all of it, and to the nearest else`() {
        let amount = Money(tenThousandths: .max)
        #expect(amount.share(7, of: 7) == amount)
        #expect(Money(tenThousandths: 10).share(1, of: 4) == Money(tenThousandths: 3))
        #expect(Money(tenThousandths: 10).share(1, of: 3) == Money(tenThousandths: 3))
        #expect(amount.share(1 << 49, of: 1 << 50) == Money(tenThousandths: .max / 2 + 1))
        #expect(amount.share(0, of: 7) == .zero)
    }
}
