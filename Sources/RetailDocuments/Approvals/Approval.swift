public import StockModel

/// A word that somebody else has to give: who asks for it, who gives it, and why.
///
/// ```
///             request            decide
///   (none) ───────────▶ requested ──────▶ approved, declined
///     ▲                    │ withdraw
///     └────────────────────┘
/// ```
///
/// The engine lets nobody decide what he has asked for: it refuses that somebody changes an approval which he has changed
/// last himself. Who has written what is approved does not decide either, whoever has asked. Withdrawn is deleted.
public struct Approval: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.approval

    /// How far it is.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        case requested, approved, declined
    }

    /// What can happen to it.
    public enum Event: String, Sendable, CaseIterable {
        case approve, decline, withdraw
    }

    /// The document that it is about.
    public var subject: String
    /// The number of the request about this document, from 1 on.
    public var number: UInt64
    /// What is approved, in a line for a person.
    public var what: String
    /// How far it is.
    public var state: State
    /// Who asked.
    public var maker: UInt32
    /// Who has written what is approved, in the order of their first writing; nil: nobody but who asked.
    public var authors: [UInt32]?
    /// Who may decide, as the policy said when it was asked for.
    public var approvers: [UInt32]
    /// Who decided.
    public var checker: UInt32?
    /// Why, in the words of who decided.
    public var reason: String?
    /// The version of the policy that asks for it.
    public var policyVersion: SequenceNumber
    /// What the policy is asked about once more when somebody decides; nil: who may decide stays as it was asked.
    public var question: Question?
    /// The version of the policy that was in force when it was decided; nil: none was asked.
    public var decidedPolicyVersion: SequenceNumber?
    /// Until when it should be decided, in milliseconds since 1970.
    public var dueMilliseconds: Int64

    /// What a policy is asked: who has to approve such a value.
    public struct Question: Codable, Hashable, Sendable {
        /// What the policy is about, such as `purchase-order`.
        public var policy: String
        /// The value.
        public var value: Money
        /// Whom it is about, such as the code of a supplier.
        public var party: String

        /// Made of its parts.
        public init(policy: String, value: Money, party: String) {
            self.policy = policy
            self.value = value
            self.party = party
        }
    }

    /// A request.
    public init(
        of subject: DocumentKey, number: UInt64, what: String, maker: PrincipalID, authors: [PrincipalID],
        approvers: [PrincipalID], policyVersion: SequenceNumber, question: Question? = nil, due: Instant
    ) {
        self.subject = subject.description
        self.number = number
        self.what = what
        state = .requested
        self.maker = maker.rawValue
        self.authors = authors.map(\.rawValue)
        self.approvers = approvers.map(\.rawValue)
        self.policyVersion = policyVersion
        self.question = question
        dueMilliseconds = due.millisecondsSinceEpoch
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: DocumentKey(subject), number) }

    /// Where the nth approval of a document is stored.
    public static func key(of subject: DocumentKey, _ number: UInt64) -> DocumentKey {
        DocumentKey("\(prefix)\(subject)/\(number.keyText)")
    }

    /// What the keys of all approvals begin with.
    static let prefix = "approval/"

    /// What the terms of approvals begin with that wait, before their subject.
    public static let requestedTerms = "approval.requested/"

    /// All that it is found under: while it waits, a task for each approver who has not asked for it or written it.
    public var terms: [IndexTerm] {
        guard state == .requested else { return [] }
        let due = Instant(millisecondsSinceEpoch: dueMilliseconds)
        return [IndexTerm("\(Self.requestedTerms)\(subject)")]
            + askedOf.prefix(PolicyRule.namedMax).map {
                WaitingTask(owner: "principal-\($0)", due: due, reason: "approval.decide").term
            }
    }

    /// Those who may decide by what the policy said when it was asked for, and have neither asked for it nor written it.
    public var askedOf: [UInt32] { approvers.filter { $0 != maker && !isAuthor($0) } }

    private func isAuthor(_ principal: UInt32) -> Bool { authors?.contains(principal) ?? false }

    /// What it is after somebody has decided.
    ///
    /// - Parameters:
    ///   - event: what is decided.
    ///   - principal: who decides.
    ///   - policy: who may decide by the policy that is in force, and its version.
    ///   - reason: why.
    /// - Returns: the approval as it is then; nil: it is withdrawn.
    /// - Throws: the rule that does not allow it.
    public func after(
        _ event: Event, by principal: PrincipalID, policy: PolicyInForce, reason: String
    ) throws(ApprovalRule) -> Approval? {
        guard state == .requested else { throw .isDecided(DocumentKey(subject), state) }
        switch event {
        case .approve, .decline:
            var next = self
            next.reason = reason
            guard principal.rawValue != maker else { throw .isOwn(DocumentKey(subject)) }
            guard !isAuthor(principal.rawValue) else { throw .isAuthor(DocumentKey(subject)) }
            if let approvers = policy.approvers, !approvers.contains(principal) {
                throw .notAnApprover(principal, approvers)
            }
            guard event == .approve || !reason.isEmpty else { throw .needsReason }
            next.checker = principal.rawValue
            next.decidedPolicyVersion = policy.version
            next.state = event == .approve ? .approved : .declined
            return next
        case .withdraw:
            guard principal.rawValue == maker else { throw .notTheMaker(PrincipalID(rawValue: maker)) }
            return nil
        }
    }
}

extension Approval {
    /// What the policy says while somebody decides.
    public struct PolicyInForce: Hashable, Sendable {
        /// Who may decide; nil: anybody, since nobody has to any more.
        public var approvers: [PrincipalID]?
        /// The version of the policy; nil: there is none.
        public var version: SequenceNumber?

        /// Made of its parts.
        public init(approvers: [PrincipalID]?, version: SequenceNumber?) {
            self.approvers = approvers
            self.version = version
        }
    }
}
