import RetailDocuments
import RetailPurchasing
import StockAPI
import StockBytes
import StockModel
import Testing

@Suite("Several people work on the same orders at once")
struct ManyBuyersTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `in whatever order, each line adds up, and what came on the lines is what lies at the dock`(seed: UInt64)
        async throws
    {
        try await Shop.everywhere { shop in
            var orders = [try await shop.sent([10, 12]), try await shop.sent([12, 10])]
            try await shop.needApproval(above: "40", of: [1, 2, 3, 4])
            for _ in 0..<2 { orders.append(try await shop.draft([10, 12])) }
            let happened = try await withThrowingTaskGroup(of: Int.self) { [orders] group in
                for person in UInt32(1)...4 {
                    group.addTask {
                        var random = SplitMix64(seed: seed, skipping: UInt64(person) * 1_000)
                        let place = shop.buyer.of(PrincipalID(rawValue: person))
                        var happened = 0
                        for _ in 0..<40 {
                            let order = orders[Int.random(in: 0..<orders.count, using: &random)]
                            if try await Self.act(at: place, shop, on: order, &random) { happened += 1 }
                        }
                        return happened
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(happened > 15)
            var arrived: Int64 = 0
            for number in orders {
                let file = try await shop.buyer.purchaseOrder(number)
                for line in file.lines {
                    #expect(line.ordered == line.received + line.open + line.cancelled)
                    #expect(line.open >= 0 && line.billed <= line.arrived)
                    #expect(line.deliveries.reduce(0) { $0 + $1.quantity } == line.arrived)
                    #expect(!line.terms.contains { $0.description.hasPrefix("po.due/") } || line.open > 0)
                    arrived += line.arrived
                }
                let state = file.order.content.state
                if state == .closed || state == .cancelled { #expect(file.lines.allSatisfy { $0.open == 0 }) }
                if state == .cancelled { #expect(file.lines.allSatisfy { $0.arrived == 0 }) }
                #expect(file.lines.count == Int(file.order.content.lineCount))
                #expect(file.amendments.count == Int(file.order.content.amendments))
                #expect((state == .waiting) == (try await Self.waits(file.order.content.key, shop)))
                if let amendment = file.order.content.waitingAmendment {
                    #expect(file.amendments.last?.state == .waiting && file.amendments.last?.number == amendment)
                }
            }
            for approval in try await shop.buyer.allApprovals().map(\.content) where approval.state != .requested {
                let checker = try #require(approval.checker)
                #expect(checker != approval.maker && approval.authors?.contains(checker) == false)
            }
            var here: Int64 = 0
            for sku in UInt64(1)...2 {
                let levels = try await shop.stock.levels(of: SKU(rawValue: sku))
                here += levels.filter { $0.location == Shop.receiving }.reduce(0) { $0 + $1.onHand }
            }
            #expect(here == arrived && arrived > 0)
        }
    }

    private static func waits(_ subject: DocumentKey, _ shop: Shop) async throws -> Bool {
        try await shop.buyer.waitingApprovals().contains { $0.content.subject == subject.description }
    }

    /// Something that a person does; what a rule or another person is in the way of has not happened.
    private static func act(
        at place: Workplace, _ shop: Shop, on order: UInt64, _ random: inout SplitMix64
    ) async throws -> Bool {
        let line = UInt32.random(in: 1...2, using: &random)
        let quantity = Int64.random(in: 1...14, using: &random)
        let events: [Approval.Event] = [.approve, .approve, .decline, .withdraw]
        let event = events.randomElement(using: &random) ?? .approve
        let action = Int.random(in: 0..<16, using: &random)
        do {
            switch action {
            case 0, 1: try await place.submitPurchaseOrder(order)
            case 2, 3, 4:
                try await place.decide(
                    event, about: PurchaseOrder.key(of: order), reason: "so",
                    consequences: [PurchaseOrder.approvalConsequence])
            case 5, 6: try await place.sendPurchaseOrder(order, on: Shop.day)
            case 7: try await place.confirmPurchaseOrder(order, lines: [(line, quantity, nil)])
            case 8:
                try await place.amendPurchaseOrder(
                    order, AmendmentDraft(changes: [.init(line: line, ordered: quantity + 8)], reason: "so"))
            case 9:
                let waiting = try await place.purchaseOrder(order).order.content.waitingAmendment ?? 1
                try await place.decide(
                    event, about: PurchaseOrderAmendment.key(of: order, waiting), reason: "so",
                    consequences: [PurchaseOrder.approvalConsequence])
            case 10, 11, 12: try await shop.receive(quantity / 2 + 1, on: line, of: order, by: place)
            case 13: try await place.closePurchaseOrder(order, lines: [line])
            case 14:
                try await place.enterBill(
                    of: "A", number: "\(place.principal.rawValue)-\(order)-\(quantity)", day: Shop.day,
                    lines: [.init(order, line, quantity: quantity / 3 + 1, unitCost: amount("2"))])
            default:
                if quantity == 14 { try await place.closePurchaseOrder(order) }
                if quantity == 13 { try await place.cancelPurchaseOrder(order) }
            }
        } catch let failure as WorkflowFailure {
            switch failure {
            case .rule, .changedMeanwhile: return false
            default: throw failure
            }
        }
        return true
    }
}
