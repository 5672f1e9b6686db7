public import StockModel

/// Data that steps decide by, such as thresholds: each time that it is set, what it says is kept, with who set it and why.
public protocol Policy: WorkflowDocument {
    /// How often it has been set; 0: not yet.
    var revision: UInt64 { get set }
    /// The length of its longest list of principals.
    var named: Int { get }
}

extension Policy {
    /// It names nobody.
    public var named: Int { 0 }
}

/// What a policy said from one setting to the next.
///
/// Who set it, and when, the store says.
public struct PolicyRevision<Content: Policy>: WorkflowDocument {
    /// What it is.
    public static var kind: DocumentKind { .policyRevision }
    /// What it said.
    public var policy: Content
    /// Why it was set, in the words of who did.
    public var reason: String

    /// Where it is stored.
    public var key: DocumentKey { DocumentKey("\(Self.prefix(of: policy.key))\(policy.revision.keyText)") }

    /// What the keys of all revisions of a policy begin with.
    static func prefix(of policy: DocumentKey) -> String { "policy-revision/\(policy)/" }
}

extension Step {
    /// Sets a policy, in force from this step on, and keeps what it was.
    ///
    /// - Throws: `PolicyRule.notAnAdministrator` where others are named who set policies.
    public mutating func set<Content: Policy>(_ policy: Content, reason: String) async throws(WorkflowFailure) {
        try await requirePolicyAdministrator()
        guard policy.named <= PolicyRule.namedMax else { throw .rule(PolicyRule.tooManyNamed(policy.named)) }
        var next = policy
        next.revision = (try await read(Content.self, at: policy.key)?.content.revision ?? 0) &+ 1
        write(next)
        write(PolicyRevision(policy: next, reason: reason))
    }
}

extension Workplace {
    /// Sets a policy, in force from now on, and keeps what it was.
    ///
    /// - Throws: `PolicyRule.notAnAdministrator` where others are named who set policies; `tooManyNamed`.
    public func set<Content: Policy>(_ policy: Content, reason: String) async throws(WorkflowFailure) {
        try await perform { step throws(WorkflowFailure) in try await step.set(policy, reason: reason) }
    }

    /// What a policy has said, the oldest first.
    public func revisions<Content: Policy>(
        of policy: DocumentKey, as kind: Content.Type = Content.self
    ) async throws(WorkflowFailure) -> [Stored<PolicyRevision<Content>>] {
        try await read(under: PolicyRevision<Content>.prefix(of: policy))
    }
}
