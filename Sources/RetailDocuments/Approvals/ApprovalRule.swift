public import StockModel

/// What does not allow an approval.
public enum ApprovalRule: Rule {
    /// Nobody approves what he has asked for himself.
    case isOwn(DocumentKey)
    /// Nobody approves what he has written himself, or has changed, whoever asks for it.
    case isAuthor(DocumentKey)
    /// It is not waiting any more.
    case isDecided(DocumentKey, Approval.State)
    /// The policy names others.
    case notAnApprover(PrincipalID, [PrincipalID])
    /// Only who asked for it may withdraw it.
    case notTheMaker(PrincipalID)
    /// Who declines says why.
    case needsReason
    /// The policy names nobody but who asks, or has written it.
    case nobodyElse(DocumentKey)
    /// Nobody has asked for one.
    case notFound(DocumentKey)

    /// The name of the rule, the same whatever it is about.
    public var name: String {
        switch self {
        case .isOwn: "approval.own"
        case .isAuthor: "approval.author"
        case .isDecided: "approval.decided"
        case .notAnApprover: "approval.not-an-approver"
        case .notTheMaker: "approval.not-the-maker"
        case .needsReason: "approval.needs-reason"
        case .nobodyElse: "approval.nobody-else"
        case .notFound: "approval.not-found"
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .isOwn(let subject): "nobody approves what he has asked for himself: \(subject)"
        case .isAuthor(let subject): "nobody approves what he has written or changed himself: \(subject)"
        case .isDecided(let subject, let state): "the approval of \(subject) is \(state.rawValue) already"
        case .notAnApprover(let principal, _): "principal \(principal.rawValue) may not approve this"
        case .notTheMaker(let maker): "only principal \(maker.rawValue), who asked for the approval, may withdraw it"
        case .needsReason: "who declines says why"
        case .nobodyElse(let subject):
            "\(subject) needs an approval, and the policy names nobody but who asks for it or has written it"
        case .notFound(let subject): "no approval of \(subject) is asked for"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .isOwn, .isAuthor: "ask another approver: stockroom tasks shows who may"
        case .isDecided: "ask for a new approval"
        case .notAnApprover(_, let approvers):
            "the policy names \(approvers.map { "principal \($0.rawValue)" }.joined(separator: ", "))"
        case .notTheMaker: "decline it instead"
        case .needsReason: "give a reason"
        case .nobodyElse: "name another approver in the policy: stockroom policy set --help"
        case .notFound: "submit the document first"
        }
    }
}
