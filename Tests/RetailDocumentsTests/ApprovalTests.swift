import RetailDocuments
import StockAPI
import StockModel
import StockTesting
import Testing

@Suite("Nobody approves his own")
struct ApprovalTests {
    private static let maker: PrincipalID = 1
    private static let checker: PrincipalID = 2
    private static let author: PrincipalID = 4
    private static let policy = Approval.PolicyInForce(approvers: [2, 1, 4], version: 6)
    private static let due = Instant(millisecondsSinceEpoch: 1_000)

    /// Once in this process and once over the wire.
    private func everywhere(_ body: (any StockService) async throws -> Void) async throws {
        try await withTemporaryStock { stock, _ in try await body(stock) }
        try await withTemporaryServer { client, _ in try await body(client) }
    }

    private static func approval(_ state: Approval.State) -> Approval {
        var approval = Approval(
            of: "po/0000000001", number: 1, what: "an order", maker: maker, authors: [maker, author],
            approvers: [checker, maker, author], policyVersion: 5, due: due)
        approval.state = state
        return approval
    }

    @Test func `each event in each state moves on, or is refused by name`() {
        for state in Approval.State.allCases {
            for event in Approval.Event.allCases {
                for principal in [Self.maker, Self.checker, 3, Self.author] as [PrincipalID] {
                    let approval = Self.approval(state)
                    let result = Result { () throws(ApprovalRule) in
                        try approval.after(event, by: principal, policy: Self.policy, reason: "so")
                    }
                    switch (state, event, principal) {
                    case (.requested, .approve, 2), (.requested, .decline, 2):
                        let next = try? result.get()
                        #expect(next?.state == (event == .approve ? .approved : .declined))
                        #expect(next?.checker == 2 && next?.reason == "so" && next?.decidedPolicyVersion == 6)
                        #expect(next?.terms == [], "nobody waits any more")
                    case (.requested, .withdraw, 1):
                        #expect((try? result.get()) == .some(nil))
                    case (.requested, .withdraw, _): #expect(throws: ApprovalRule.notTheMaker(1)) { try result.get() }
                    case (.requested, _, 1):
                        #expect(throws: ApprovalRule.isOwn("po/0000000001")) { try result.get() }
                    case (.requested, _, Self.author):
                        #expect(throws: ApprovalRule.isAuthor("po/0000000001")) { try result.get() }
                    case (.requested, _, _):
                        #expect(throws: ApprovalRule.notAnApprover(3, [2, 1, 4])) { try result.get() }
                    default:
                        #expect(throws: ApprovalRule.isDecided("po/0000000001", state)) { try result.get() }
                    }
                }
            }
        }
        #expect(throws: ApprovalRule.needsReason) {
            try Self.approval(.requested).after(.decline, by: Self.checker, policy: Self.policy, reason: "")
        }
    }

    @Test func `where the policy asks for nobody any more, anybody decides but who has asked or written`() throws {
        let nobody = Approval.PolicyInForce(approvers: nil, version: nil)
        func after(by principal: PrincipalID) throws(ApprovalRule) -> Approval? {
            try Self.approval(.requested).after(.approve, by: principal, policy: nobody, reason: "")
        }
        #expect(try after(by: 9)?.checker == 9)
        #expect(throws: ApprovalRule.isOwn("po/0000000001")) { try after(by: Self.maker) }
        #expect(throws: ApprovalRule.isAuthor("po/0000000001")) { try after(by: Self.author) }
        let tasks = Self.approval(.requested).terms.compactMap { WaitingTask($0)?.owner }
        #expect(tasks == ["principal-2"], "who cannot decide has nothing to do")
    }

    @Test func `the engine refuses who changes an approval twice in a row, whatever program asks`() async throws {
        try await everywhere { client in
            let maker = Workplace(client, principal: Self.maker)
            let request = Self.approval(.requested)
            try await maker.perform { step throws(WorkflowFailure) in step.write(request) }
            let forged = Self.approval(.approved)
            let failure = await #expect(throws: WorkflowFailure.self) {
                try await maker.perform { step throws(WorkflowFailure) in step.write(forged) }
            }
            guard case .refused(.guarded(needs: DocumentType.approval, byAnother: true)) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            let checker = maker.of(Self.checker)
            try await checker.perform { step throws(WorkflowFailure) in step.write(forged) }
            #expect(try await maker.read(Approval.self, at: request.key)?.principal == Self.checker)
        }
    }

    @Test func `nor both at once in one transaction`() async throws {
        try await everywhere { stock in
            let failure = await #expect(throws: WorkflowFailure.self) {
                try await Workplace(stock, principal: 1).perform { step throws(WorkflowFailure) in
                    step.write(Self.approval(.requested))
                    step.write(Self.approval(.approved))
                }
            }
            guard case .refused(.guarded) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test func `the highest threshold that a value is above says who approves, and a party's own go first`() {
        let policy = ApprovalPolicy(
            subject: "purchase-order",
            thresholds: [
                .init(above: Money(tenThousandths: 100), approvers: [2]),
                .init(above: Money(tenThousandths: 1_000), approvers: [3, 4]),
                .init(above: .zero, party: "NEW", approvers: [5]),
            ])
        #expect(policy.approvers(of: Money(tenThousandths: 100), party: "A") == nil)
        #expect(policy.approvers(of: Money(tenThousandths: 101), party: "A") == [2])
        #expect(policy.approvers(of: Money(tenThousandths: 1_001), party: "A") == [3, 4])
        #expect(policy.approvers(of: Money(tenThousandths: 5_000), party: "NEW") == [5])
    }

    @Test func `who may decide finds it among his tasks, the first due first, until it is decided`() async throws {
        try await everywhere { stock in
            let maker = Workplace(stock, principal: Self.maker)
            for (number, due) in [(UInt64(1), Int64(5_000)), (2, -3), (3, 2_000)] {
                let approval = Approval(
                    of: "po/0000000001", number: number, what: "an order", maker: Self.maker,
                    authors: [Self.maker], approvers: [Self.checker], policyVersion: 5,
                    due: Instant(millisecondsSinceEpoch: due))
                try await maker.perform { step throws(WorkflowFailure) in step.write(approval) }
            }
            let tasks = try await maker.tasks(of: "principal-2")
            #expect(tasks.map(\.document) == [2, 3, 1].map { Approval.key(of: "po/0000000001", $0) })
            #expect(tasks.map(\.task.due.millisecondsSinceEpoch) == [-3, 2_000, 5_000])
            #expect(tasks.allSatisfy { $0.task.reason == "approval.decide" })
            #expect(try await maker.tasks(of: "principal-3") == [])
            try await maker.of(Self.checker).perform { step throws(WorkflowFailure) in
                let key = Approval.key(of: "po/0000000001", 2)
                let approval = try await step.require(Approval.self, at: key, else: ApprovalRule.notFound(key)).content
                do throws(ApprovalRule) {
                    let next = try approval.after(.approve, by: step.principal, policy: Self.policy, reason: "")
                    if let next { step.write(next) }
                } catch { throw .rule(error) }
            }
            #expect(try await maker.tasks().map(\.document) == [3, 1].map { Approval.key(of: "po/0000000001", $0) })
        }
    }
}
