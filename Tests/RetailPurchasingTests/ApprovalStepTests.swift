import RetailDocuments
import RetailPurchasing
import StockAPI
import StockModel
import Testing

@Suite("Orders that need an approval")
struct ApprovalStepTests {
    private func decide(
        _ event: Approval.Event, _ number: UInt64, amendment: UInt64? = nil, by place: Workplace, reason: String = "so"
    ) async throws(WorkflowFailure) {
        let subject = amendment.map { PurchaseOrderAmendment.key(of: number, $0) } ?? PurchaseOrder.key(of: number)
        try await place.decide(event, about: subject, reason: reason, consequences: [PurchaseOrder.approvalConsequence])
    }

    @Test func `above the threshold another one approves, and nobody his own`() async throws {
        try await Shop.everywhere { shop in
            try await shop.needApproval(above: "20")
            let small = try await shop.draft([10])
            #expect(try await shop.buyer.submitPurchaseOrder(small) == .approved)
            let number = try await shop.draft([11])
            #expect(try await shop.buyer.submitPurchaseOrder(number) == .waiting)
            let key = PurchaseOrder.key(of: number)
            #expect(await broken { try await decide(.approve, number, by: shop.buyer) } == ApprovalRule.isOwn(key))
            #expect(
                await broken { try await decide(.approve, number, by: shop.buyer.of(3)) }
                    == ApprovalRule.notAnApprover(3, [1, 2]))
            #expect(
                await broken { try await decide(.decline, number, by: shop.chief, reason: "") }
                    == ApprovalRule.needsReason)
            #expect(
                await broken { try await shop.buyer.sendPurchaseOrder(number, on: Shop.day) }
                    == PurchaseOrderRule.notInState(number, "send", .waiting))
            #expect(try await shop.chief.tasks(of: "principal-2").map(\.task.reason) == ["approval.decide"])
            #expect(try await shop.chief.waitingApprovals().map(\.content.subject) == [key.description])
            try await decide(.decline, number, by: shop.chief)
            #expect(try await shop.buyer.purchaseOrder(number).status == .draft)
            #expect(
                await broken { try await decide(.approve, number, by: shop.chief) }
                    == ApprovalRule.isDecided(key, .declined))
            try await shop.buyer.submitPurchaseOrder(number)
            try await decide(.withdraw, number, by: shop.buyer)
            try await shop.buyer.submitPurchaseOrder(number)
            try await decide(.approve, number, by: shop.chief)
            let file = try await shop.buyer.purchaseOrder(number)
            #expect(file.status == .approved && file.order.content.approvals == 3)
            let approvals = try await shop.buyer.approvals(of: key).map(\.content)
            #expect(approvals.map(\.state) == [.declined, .approved] && approvals.map(\.checker) == [2, 2])
            let waiting = try await shop.chief.waitingApprovals()
            #expect(waiting.isEmpty)
            try await shop.buyer.sendPurchaseOrder(number, on: Shop.day)
        }
    }

    @Test func `who has written or changed an order does not approve it, whoever submits it`() async throws {
        try await Shop.everywhere { shop in
            try await shop.needApproval(above: "20", of: [1, 2, 3, 4])
            let number = try await shop.draft([20])
            let key = PurchaseOrder.key(of: number)
            let (third, fourth) = (shop.buyer.of(3), shop.buyer.of(4))
            try await third.amendPurchaseOrder(
                number, AmendmentDraft(changes: [.init(line: 1, ordered: 30)], reason: "more"))
            try await shop.chief.submitPurchaseOrder(number)
            #expect(try await shop.buyer.purchaseOrder(number).order.content.authors == [1, 3])
            #expect(try await shop.buyer.tasks().map(\.task.owner) == ["principal-4"])
            for author in [shop.buyer, third] {
                #expect(await broken { try await decide(.approve, number, by: author) } == ApprovalRule.isAuthor(key))
                #expect(await broken { try await decide(.decline, number, by: author) } == ApprovalRule.isAuthor(key))
            }
            #expect(await broken { try await decide(.approve, number, by: shop.chief) } == ApprovalRule.isOwn(key))
            try await decide(.approve, number, by: fourth)
            // The value of an amendment is that of all that is ordered: none of its authors approves it.
            try await shop.chief.amendPurchaseOrder(
                number, AmendmentDraft(changes: [.init(line: 1, ordered: 31)], reason: "one more"))
            let amendment = PurchaseOrderAmendment.key(of: number, 2)
            for author in [shop.buyer, third] {
                #expect(
                    await broken { try await decide(.approve, number, amendment: 2, by: author) }
                        == ApprovalRule.isAuthor(amendment))
            }
            try await decide(.approve, number, amendment: 2, by: fourth)
            let order = try await shop.buyer.purchaseOrder(number).order.content
            #expect(order.authors == [1, 3, 2] && order.approvedValue == amount("62"))
            #expect(try await shop.buyer.approvals(of: key).map(\.content.authors) == [[1, 3]])
        }
    }

    @Test func `where all who could approve have written it, that is said`() async throws {
        try await Shop.everywhere { shop in
            try await shop.needApproval(above: "20", of: [1, 2])
            let number = try await shop.draft([20])
            #expect(
                await broken { try await shop.chief.submitPurchaseOrder(number) }
                    == ApprovalRule.nobodyElse(PurchaseOrder.key(of: number)))
        }
    }

    @Test func `who may decide is what the policy says when he does`() async throws {
        try await Shop.everywhere { shop in
            try await shop.needApproval(above: "20", of: [2])
            let numbers = [try await shop.draft([20]), try await shop.draft([21]), try await shop.draft([22])]
            for number in numbers { try await shop.buyer.submitPurchaseOrder(number) }
            try await shop.needApproval(above: "20", of: [3])
            #expect(
                await broken { try await decide(.approve, numbers[0], by: shop.chief) }
                    == ApprovalRule.notAnApprover(2, [3]))
            try await decide(.approve, numbers[0], by: shop.buyer.of(3))
            // Above 42 the list is another one; and where none is asked for any more, anybody but who has written it.
            try await shop.buyer.set(
                ApprovalPolicy(
                    subject: PurchaseOrder.policy, thresholds: [.init(above: amount("42"), approvers: [5])]),
                reason: "test")
            #expect(
                await broken { try await decide(.approve, numbers[2], by: shop.buyer.of(3)) }
                    == ApprovalRule.notAnApprover(3, [5]))
            #expect(
                await broken { try await decide(.approve, numbers[1], by: shop.buyer) }
                    == ApprovalRule.isOwn(PurchaseOrder.key(of: numbers[1])))
            try await decide(.approve, numbers[1], by: shop.buyer.of(9))
            try await decide(.approve, numbers[2], by: shop.buyer.of(5))
            let policy = try await shop.buyer.read(
                ApprovalPolicy.self, at: ApprovalPolicy.key(of: PurchaseOrder.policy))
            let decided = try await shop.buyer.approvals(of: PurchaseOrder.key(of: numbers[1])).map(\.content)
            #expect(decided.map(\.checker) == [9] && decided[0].decidedPolicyVersion == policy?.version)
        }
    }

    @Test func `the policy is a precondition of the decision`() async throws {
        try await Shop.everywhere { shop in
            try await shop.needApproval(above: "20", of: [2])
            let number = try await shop.draft([20])
            try await shop.buyer.submitPurchaseOrder(number)
            let attempts = Attempts()
            // The consequence comes between what is read and the transaction.
            let meddling = ApprovalConsequence(
                of: { _ in true },
                follow: { _, _, _ throws(WorkflowFailure) in
                    guard await attempts.next() == 1 else { return }
                    try await shop.buyer.set(
                        ApprovalPolicy(
                            subject: PurchaseOrder.policy, thresholds: [.init(above: .zero, approvers: [3])]),
                        reason: "meanwhile")
                })
            #expect(
                await broken {
                    try await shop.chief.decide(
                        .approve, about: PurchaseOrder.key(of: number), consequences: [meddling])
                } == ApprovalRule.notAnApprover(2, [3]))
            #expect(try await shop.buyer.purchaseOrder(number).status == .waiting)
        }
    }

    @Test func `of two who decide at once one does, and the other is told`() async throws {
        try await Shop.everywhere { shop in
            try await shop.needApproval(above: "0", of: [2, 3])
            for _ in 0..<5 {
                let number = try await shop.draft()
                try await shop.buyer.submitPurchaseOrder(number)
                let decided = await withTaskGroup(of: Bool.self) { group in
                    group.addTask { await happens { try await decide(.approve, number, by: shop.chief) } }
                    group.addTask { await happens { try await decide(.decline, number, by: shop.buyer.of(3)) } }
                    group.addTask { await happens { try await decide(.withdraw, number, by: shop.buyer) } }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(decided == 1)
                let status = try await shop.buyer.purchaseOrder(number).status
                #expect(status == .approved || status == .draft)
                let waiting = try await shop.chief.waitingApprovals()
                #expect(waiting.isEmpty)
            }
        }
    }

    @Test func `where only who asks could approve, that is said`() async throws {
        try await Shop.everywhere { shop in
            try await shop.needApproval(above: "0", of: [1])
            let number = try await shop.draft()
            #expect(
                await broken { try await shop.buyer.submitPurchaseOrder(number) }
                    == ApprovalRule.nobodyElse(PurchaseOrder.key(of: number)))
            #expect(try await shop.buyer.purchaseOrder(number).status == .draft)
        }
    }

    @Test func `an order is not submitted by a policy that has been replaced meanwhile`() async throws {
        try await Shop.everywhere { shop in
            try await shop.needApproval(above: "1000")
            let number = try await shop.draft()
            var seen: [SequenceNumber?] = []
            // The step as it is, with somebody who sets the policy between its decision and its transaction.
            try await shop.buyer.perform { step throws(WorkflowFailure) in
                let order = try await step.order(number)
                let needed = try await step.neededApproval(by: PurchaseOrder.policy, of: amount("20"), party: "A")
                seen.append(needed?.policyVersion)
                if seen.count == 1 { try? await shop.needApproval(above: "10") }
                do throws(PurchaseOrderRule) {
                    step.write(try order.after(.submit(needsApproval: needed != nil)))
                } catch { throw .rule(error) }
            }
            #expect(seen.count == 2 && seen[0] == nil && seen[1] != nil)
            #expect(try await shop.buyer.purchaseOrder(number).status == .waiting)
            let history = try await shop.buyer.revisions(
                of: ApprovalPolicy.key(of: PurchaseOrder.policy), as: ApprovalPolicy.self)
            #expect(history.map(\.content.policy.revision) == [1, 2])
            #expect(history.map(\.content.policy.thresholds[0].above) == [amount("1000"), amount("10")])
            #expect(history.allSatisfy { $0.principal == 1 && $0.content.reason == "test" })
        }
    }

    @Test func `an amendment of an approved order waits for an approval of its own, and goods come meanwhile`()
        async throws
    {
        try await Shop.everywhere { shop in
            let number = try await shop.sent([10, 5])
            try await shop.needApproval(above: "31")
            // No more to pay than was: nothing to approve.
            let moved = try await shop.buyer.amendPurchaseOrder(
                number, AmendmentDraft(changes: [.init(line: 2, dueDay: Shop.day.adding(30))], reason: "later"))
            #expect(moved.state == .applied)
            let draft = AmendmentDraft(
                changes: [.init(line: 1, ordered: 12)], additions: [.init(9, quantity: 3, unitCost: amount("1"))],
                reason: "more")
            #expect(try await shop.buyer.amendPurchaseOrder(number, draft).state == .waiting)
            #expect(
                await broken { try await shop.buyer.amendPurchaseOrder(number, draft) }
                    == PurchaseOrderRule.amendmentWaits(number, 2))
            try await shop.receive(8, on: 1, of: number)
            try await decide(.decline, number, amendment: 2, by: shop.chief)
            var file = try await shop.buyer.purchaseOrder(number)
            #expect(file.lines.map(\.ordered) == [10, 5])
            try await shop.buyer.amendPurchaseOrder(number, draft)
            try await decide(.approve, number, amendment: 3, by: shop.chief)
            file = try await shop.buyer.purchaseOrder(number)
            #expect(file.lines.map(\.ordered) == [12, 5, 3] && file.lines.map(\.open) == [4, 5, 3])
            #expect(file.order.content.waitingAmendment == nil && file.order.content.lineCount == 3)
            #expect(file.amendments.map(\.state) == [.applied, .declined, .applied])
            let change = file.amendments[2].changes[0]
            #expect(change.orderedBefore == 10 && change.ordered == 12 && file.amendments[2].maker == 1)
            try await shop.buyer.amendPurchaseOrder(
                number, AmendmentDraft(changes: [.init(line: 1, ordered: 13)], reason: "x"))
            try await decide(.withdraw, number, amendment: 4, by: shop.buyer)
            #expect(try await shop.buyer.purchaseOrder(number).amendments.last?.state == .withdrawn)
            try await shop.buyer.closePurchaseOrder(number)
        }
    }

    @Test func `an amendment says why, and something different`() async throws {
        try await Shop.everywhere { shop in
            let number = try await shop.draft()
            func refused(_ draft: AmendmentDraft) async -> PurchaseOrderRule? {
                await broken { try await shop.buyer.amendPurchaseOrder(number, draft) }
            }
            #expect(await refused(.init(changes: [.init(line: 1, ordered: 1)], reason: "")) == .needsReason)
            #expect(
                await refused(.init(changes: [.init(line: 1, ordered: 10)], reason: "x")) == .changesNothing(number))
            #expect(await refused(.init(changes: [.init(line: 2, ordered: 1)], reason: "x")) == .noLine(number, 2))
            #expect(
                await refused(
                    .init(changes: [.init(line: 1, ordered: 1), .init(line: 1, ordered: 2)], reason: "x"))
                    == .lineTwice(number, 1))
            let amended = try await shop.buyer.amendPurchaseOrder(
                number, .init(changes: [.init(line: 1, ordered: 8, unitCost: amount("2.5"))], reason: "fewer"))
            #expect(amended.state == .applied)
            #expect(try await shop.buyer.purchaseOrder(number).value == amount("20"))
        }
    }
}

private actor Attempts {
    private var count = 0
    func next() -> Int { count += 1; return count }
}
