import RetailDocuments
@testable import RetailReceiving
import StockModel
import Testing

@Suite("Receipts: each event in each state moves on, or is refused by name")
struct ReceiptStateTests {
    @Test func `a receipt takes lines in until it is finished`() {
        for state in Receipt.State.allCases {
            for event in Receipt.Event.allCases {
                let receipt = Receipt(
                    reference: "R", state: state, isBlind: false, day: Orders.day, site: 1, supplierLocation: 1,
                    receivingLocation: 2)
                switch (state, event) {
                case (.open, .receive): #expect((try? receipt.after(event)) == receipt)
                case (.open, .finish):
                    let next = try? receipt.after(event)
                    #expect(next?.state == .finished && next?.terms == [])
                case (.finished, _): #expect(throws: ReceivingRule.isFinished("R")) { try receipt.after(event) }
                }
            }
        }
    }

    @Test func `surplus units are each decided about once, and the task ends with the last one`() {
        for units in Int64(1)...3 { walk(Self.line(units), decided: 0) }
        #expect(throws: ReceivingRule.surplusExceeded("R", 1, asked: 1, waiting: 0)) {
            try Self.line(nil).after(Surplus.Decision(accepts: true, units: 1, by: 1, reason: ""))
        }
    }

    private func walk(_ line: ReceiptLine, decided: Int64) {
        guard let surplus = line.surplus else { return }
        #expect(surplus.accepted + surplus.refused == decided && surplus.open == surplus.units - decided)
        #expect(line.terms.contains { WaitingTask($0)?.owner == "buyer" } == (surplus.open > 0))
        if surplus.open == 0, let last = surplus.decisions.last {
            for units in Int64(0)...1 {
                #expect(throws: ReceivingRule.isDecided("R", 1, last)) {
                    try line.after(Surplus.Decision(accepts: true, units: units, by: 1, reason: ""))
                }
            }
            return
        }
        for accepts in [true, false] {
            func decision(_ units: Int64, _ reason: String = "so") -> Surplus.Decision {
                Surplus.Decision(accepts: accepts, units: units, by: 1, reason: reason)
            }
            #expect(throws: ReceivingRule.quantityNotPositive(0)) { try line.after(decision(0)) }
            #expect(throws: ReceivingRule.surplusExceeded("R", 1, asked: surplus.open + 1, waiting: surplus.open)) {
                try line.after(decision(surplus.open + 1))
            }
            if accepts {
                #expect(throws: Never.self) { try line.after(decision(1, "")) }
            } else {
                #expect(throws: ReceivingRule.needsReason) { try line.after(decision(1, "")) }
            }
            for units in 1...surplus.open {
                if let next = try? line.after(decision(units)) { walk(next, decided: decided + units) }
            }
        }
    }

    private static func line(_ surplus: Int64?) -> ReceiptLine {
        ReceiptLine(
            receipt: "R", line: 1, arrival: Arrival(1, good: surplus ?? 1), allocations: [], unordered: 0,
            unitCost: .zero,
            toReceiving: 0, toInspection: 0, toDamaged: 0,
            surplus: surplus.map { Surplus(cause: .over, units: $0, dueMilliseconds: 0) })
    }

    @Test func `scans are counted by SKU, whole packs at a time, and taken back to nothing and no further`() throws {
        var count = ScanCount()
        let (piece, carton) = (ScannedPack(sku: 7, units: 1), ScannedPack(sku: 7, units: 12))
        for _ in 0..<9 { try count.add(of: carton) }
        try count.add(7, of: piece)
        try count.add(of: ScannedPack(sku: 8, units: 1), damaged: true)
        #expect(count.lines == [.init(sku: 7, good: 115, damaged: 0), .init(sku: 8, good: 0, damaged: 1)])
        try count.add(-115, of: piece)
        #expect(throws: ReceivingRule.quantityNotPositive(-1)) { try count.add(-1, of: piece) }
        #expect(throws: ReceivingRule.beyondRange) { try count.add(.max, of: carton) }
    }
}
