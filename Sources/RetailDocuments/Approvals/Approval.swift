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
/// The engine lets nobody decide his own: it refuses that somebody changes an approval which he has changed last himself.
/// Withdrawn is deleted.
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
    /// Who may decide.
    public var approvers: [UInt32]
    /// Who decided.
    public var checker: UInt32?
    /// Why, in the words of who decided.
    public var reason: String?
    /// The version of the policy that asks for it.
    public var policyVersion: SequenceNumber
    /// Until when it should be decided, in milliseconds since 1970.
    public var dueMilliseconds: Int64

    /// A request.
    public init(
        of subject: DocumentKey, number: UInt64, what: String, maker: PrincipalID, approvers: [PrincipalID],
        policyVersion: SequenceNumber, due: Instant
    ) {
        self.subject = subject.description
        self.number = number
        self.what = what
        state = .requested
        self.maker = maker.rawValue
        self.approvers = approvers.map(\.rawValue)
        self.policyVersion = policyVersion
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

    /// All that it is found under.
    public var terms: [IndexTerm] {
        guard state == .requested else { return [] }
        let due = Instant(millisecondsSinceEpoch: dueMilliseconds)
        return [IndexTerm("\(Self.requestedTerms)\(subject)")]
            + approvers.map { WaitingTask(owner: "principal-\($0)", due: due, reason: "approval.decide").term }
    }

    /// What it is after somebody has decided; nil: it is withdrawn.
    ///
    /// - Throws: the rule that does not allow it.
    public func after(_ event: Event, by principal: PrincipalID, reason: String) throws(ApprovalRule) -> Approval? {
        guard state == .requested else { throw .isDecided(DocumentKey(subject), state) }
        switch event {
        case .approve, .decline:
            var next = self
            next.reason = reason
            guard principal.rawValue != maker else { throw .isOwn(DocumentKey(subject)) }
            guard approvers.contains(principal.rawValue) else {
                throw .notAnApprover(principal, approvers.map { PrincipalID(rawValue: $0) })
            }
            guard event == .approve || !reason.isEmpty else { throw .needsReason }
            next.checker = principal.rawValue
            next.state = event == .approve ? .approved : .declined
            return next
        case .withdraw:
            guard principal.rawValue == maker else { throw .notTheMaker(PrincipalID(rawValue: maker)) }
            return nil
        }
    }
}
