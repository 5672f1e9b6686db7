import RetailDocuments
import StockAPI
import StockModel
import StockTesting
import Testing

@Suite("Who may set policies is a policy")
struct PolicyTests {
    /// Once in this process and once over the wire.
    private func everywhere(_ body: (any StockService) async throws -> Void) async throws {
        try await withTemporaryStock { stock, _ in try await body(stock) }
        try await withTemporaryServer { client, _ in try await body(client) }
    }

    private static func policy(above: Int64) -> ApprovalPolicy {
        ApprovalPolicy(
            subject: "purchase-order", thresholds: [.init(above: Money(tenThousandths: above), approvers: [2])])
    }

    private func rule(_ step: () async throws(WorkflowFailure) -> Void) async -> PolicyRule? {
        do throws(WorkflowFailure) { try await step() } catch { return error.rule() }
        return nil
    }

    @Test func `anybody sets policies until some are named, and then only these, themselves included`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.set(Self.policy(above: 1), reason: "before")
            try await place.set(try PolicyAdministrators([3, 4]), reason: "the shop opens")
            let refused = PolicyRule.notAnAdministrator(1, [3, 4])
            #expect(
                await rule { () throws(WorkflowFailure) in
                    try await place.set(Self.policy(above: 2), reason: "mine")
                } == refused)
            let own = try PolicyAdministrators([1])
            #expect(
                await rule { () throws(WorkflowFailure) in try await place.set(own, reason: "mine") } == refused)
            try await place.of(3).set(Self.policy(above: 3), reason: "theirs")
            try await place.of(4).set(own, reason: "handed over")
            try await place.set(Self.policy(above: 4), reason: "mine now")
            #expect(
                await rule { () throws(WorkflowFailure) in
                    try await place.of(3).set(Self.policy(above: 5), reason: "late")
                } == .notAnAdministrator(3, [1]))
            let said = try await place.revisions(of: ApprovalPolicy.key(of: "purchase-order"), as: ApprovalPolicy.self)
            #expect(said.map(\.content.policy.thresholds[0].above.tenThousandths) == [1, 3, 4])
            #expect(said.map(\.principal) == [1, 3, 1])
        }
    }

    @Test func `nobody is shut out for good`() {
        #expect(throws: PolicyRule.nobodyNamed) { try PolicyAdministrators([]) }
    }

    @Test func `a list is no longer than each on it can have a task of what waits`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 1)
            func set(_ count: UInt32) async -> PolicyRule? {
                let policy = ApprovalPolicy(
                    subject: "purchase-order",
                    thresholds: [.init(above: .zero, approvers: [2]), .init(above: .zero, approvers: Array(1...count))])
                return await rule { () throws(WorkflowFailure) in try await place.set(policy, reason: "many") }
            }
            #expect(await set(51) == .tooManyNamed(51))
            #expect(await set(64) == .tooManyNamed(64))
            #expect(await set(50) == nil)
            let many = try PolicyAdministrators((1...51).map { PrincipalID(rawValue: $0) })
            #expect(
                await rule { () throws(WorkflowFailure) in try await place.set(many, reason: "many") }
                    == .tooManyNamed(51))
        }
    }

    @Test func `an approval that names more than a document has terms is still asked for`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 1)
            try await place.perform { step throws(WorkflowFailure) in
                // Set before a policy was bound to name fewer.
                step.write(
                    ApprovalPolicy(
                        subject: "purchase-order", thresholds: [.init(above: .zero, approvers: Array(1...80))]))
            }
            try await place.perform { step throws(WorkflowFailure) in
                let needed = try await step.neededApproval(
                    by: "purchase-order", of: Money(tenThousandths: 1), party: "A")
                guard let needed else { throw .cancelled }
                try step.requestApproval(
                    of: "po/1", number: 1, what: "order", authors: [], needed: needed, due: step.now)
            }
            #expect(try await place.tasks().count == PolicyRule.namedMax)
        }
    }

    @Test func `who may is a precondition: named meanwhile, others do not get through`() async throws {
        try await everywhere { stock in
            let place = Workplace(stock, principal: 1)
            let named = try PolicyAdministrators([3])
            var attempts = 0
            let found = await rule { () throws(WorkflowFailure) in
                try await place.perform { step throws(WorkflowFailure) in
                    attempts += 1
                    try await step.requirePolicyAdministrator()
                    if attempts == 1 { try await place.of(2).set(named, reason: "now") }
                    step.write(Self.policy(above: 1))
                }
            }
            #expect(found == .notAnAdministrator(1, [3]) && attempts == 2)
            let policy = try await place.read(ApprovalPolicy.self, at: ApprovalPolicy.key(of: "purchase-order"))
            #expect(policy == nil)
        }
    }
}
