public import StockModel

/// Who may set policies, this one included.
///
/// As long as it is not set anybody may: so a shop begins.
public struct PolicyAdministrators: Policy {
    /// What it is.
    public static let kind = DocumentKind.policyAdministrators
    /// The principals, one or more.
    public var principals: [UInt32]
    /// How often it has been set.
    public var revision: UInt64 = 0

    /// Made of its parts.
    ///
    /// - Throws: `PolicyRule.nobodyNamed` where nobody could ever set a policy again.
    public init(_ principals: [PrincipalID]) throws(PolicyRule) {
        guard !principals.isEmpty else { throw .nobodyNamed }
        self.principals = principals.map(\.rawValue)
    }

    /// How many it names.
    public var named: Int { principals.count }

    /// Where it is stored.
    public var key: DocumentKey { Self.key }

    /// Where it is stored.
    public static let key: DocumentKey = "policy/policies"
}

extension Step {
    /// Nothing, where who takes the step may set what others are bound by.
    ///
    /// Every step calls it that sets a policy, or data that is one; who may is a precondition.
    ///
    /// - Throws: `PolicyRule.notAnAdministrator`.
    public mutating func requirePolicyAdministrator() async throws(WorkflowFailure) {
        guard let named = try await read(PolicyAdministrators.self, at: PolicyAdministrators.key)?.content else {
            return
        }
        guard named.principals.contains(principal.rawValue) else {
            throw .rule(
                PolicyRule.notAnAdministrator(principal, named.principals.map { PrincipalID(rawValue: $0) }))
        }
    }
}

/// What does not allow that a policy is set.
public enum PolicyRule: Rule {
    /// Others are named who set policies.
    case notAnAdministrator(PrincipalID, [PrincipalID])
    /// Nobody is named who sets policies.
    case nobodyNamed
    /// More are named in one list than could each have a task of it.
    case tooManyNamed(Int)

    /// The most principals in one list of a policy: each has a task, and a document has no more than 64 terms.
    public static let namedMax = 50

    /// The name of the rule, the same whatever it is about.
    public var name: String {
        switch self {
        case .notAnAdministrator: "policy.not-an-administrator"
        case .nobodyNamed: "policy.nobody-named"
        case .tooManyNamed: "policy.too-many-named"
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .notAnAdministrator(let principal, _): "principal \(principal.rawValue) may not set a policy"
        case .nobodyNamed: "nobody would be left who may set a policy"
        case .tooManyNamed(let count): "a list of \(count) principals: a policy names \(Self.namedMax) at most"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .notAnAdministrator(_, let named):
            "have it set by \(named.map { "principal \($0.rawValue)" }.joined(separator: " or "))"
        case .nobodyNamed: "name one principal or more"
        case .tooManyNamed: "name \(Self.namedMax) or fewer who do it"
        }
    }
}
