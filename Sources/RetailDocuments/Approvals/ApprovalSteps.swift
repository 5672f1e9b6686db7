public import StockModel

/// Who has to approve something, and what says so.
public struct NeededApproval: Hashable, Sendable {
    /// Who may approve.
    public var approvers: [PrincipalID]
    /// The version of the policy that asks for it.
    public var policyVersion: SequenceNumber
    /// What the policy was asked.
    public var question: Approval.Question
}

/// What a decision changes in that which it is about.
///
/// Each workflow whose documents are approved has one; it is done in the transaction of the decision.
public struct ApprovalConsequence: Sendable {
    let applies: @Sendable (DocumentKey) -> Bool
    let follow: @Sendable (inout Step, Approval, Approval.Event) async throws(WorkflowFailure) -> Void

    /// Made of its parts.
    ///
    /// - Parameters:
    ///   - applies: whether a subject is one of this workflow.
    ///   - follow: what follows for the subject of an approval.
    public init(
        of applies: @escaping @Sendable (DocumentKey) -> Bool,
        follow: @escaping @Sendable (inout Step, Approval, Approval.Event) async throws(WorkflowFailure) -> Void
    ) {
        self.applies = applies
        self.follow = follow
    }
}

extension Step {
    /// Who has to approve a value, by the policy about such documents; nil: nobody.
    ///
    /// The policy is a precondition, and so is that there is none.
    public mutating func neededApproval(
        by policy: String, of value: Money, party: String
    ) async throws(WorkflowFailure) -> NeededApproval? {
        guard let found = try await read(ApprovalPolicy.self, at: ApprovalPolicy.key(of: policy)),
            let approvers = found.content.approvers(of: value, party: party)
        else { return nil }
        return NeededApproval(
            approvers: approvers, policyVersion: found.version,
            question: Approval.Question(policy: policy, value: value, party: party))
    }

    /// Asks for the nth approval of a document, in the name of who takes the step.
    ///
    /// - Parameters:
    ///   - subject: the document.
    ///   - number: how often it was asked for, this time included.
    ///   - what: what is approved, in a line for a person.
    ///   - authors: all who have written what is approved, or have changed it: none of them decides.
    ///   - needed: what the policy says.
    ///   - due: until when it should be decided.
    /// - Throws: `ApprovalRule.nobodyElse` where only these, or who asks, could give it.
    public mutating func requestApproval(
        of subject: DocumentKey, number: UInt64, what: String, authors: [PrincipalID], needed: NeededApproval,
        due: Instant
    ) throws(WorkflowFailure) {
        guard needed.approvers.contains(where: { $0 != principal && !authors.contains($0) }) else {
            throw .rule(ApprovalRule.nobodyElse(subject))
        }
        write(
            Approval(
                of: subject, number: number, what: what, maker: principal, authors: authors,
                approvers: needed.approvers, policyVersion: needed.policyVersion, question: needed.question, due: due))
    }

    /// Writes down an approval that who takes the step gives at once, to what somebody else has brought before him.
    ///
    /// - Parameters:
    ///   - subject: the document.
    ///   - number: how often it was asked for, this time included.
    ///   - what: what is approved, in a line for a person.
    ///   - maker: who has brought it.
    ///   - authors: all who have written what is approved, or have changed it.
    ///   - needed: what the policy says.
    ///   - reason: why.
    /// - Throws: an `ApprovalRule` where who takes the step may not give it.
    public mutating func recordApproval(
        of subject: DocumentKey, number: UInt64, what: String, maker: PrincipalID, authors: [PrincipalID],
        needed: NeededApproval, reason: String
    ) throws(WorkflowFailure) {
        let asked = Approval(
            of: subject, number: number, what: what, maker: maker, authors: authors, approvers: needed.approvers,
            policyVersion: needed.policyVersion, question: needed.question, due: now)
        let policy = Approval.PolicyInForce(approvers: needed.approvers, version: needed.policyVersion)
        let given = try decided { [principal] () throws(ApprovalRule) in
            try asked.after(.approve, by: principal, policy: policy, reason: reason)
        }
        if let given { write(given) }
    }

    /// Who may decide about an approval by the policy that is in force now, which is a precondition.
    fileprivate mutating func policyInForce(for approval: Approval) async throws(WorkflowFailure)
        -> Approval.PolicyInForce
    {
        guard let question = approval.question else {
            return .init(approvers: approval.approvers.map { PrincipalID(rawValue: $0) }, version: nil)
        }
        let found = try await read(ApprovalPolicy.self, at: ApprovalPolicy.key(of: question.policy))
        return .init(
            approvers: found?.content.approvers(of: question.value, party: question.party), version: found?.version)
    }
}

extension Workplace {
    /// Approves, declines or withdraws what is asked for about a document, and does what follows.
    ///
    /// Who may decide is what the policy says that is in force now, whatever it said when the approval was asked for; where
    /// it asks for none any more, anybody may who has not asked for it or written it.
    ///
    /// - Parameters:
    ///   - event: what is decided.
    ///   - subject: the document that it is about.
    ///   - reason: why; who declines says so.
    ///   - consequences: of all workflows; the first that the subject is one of is done.
    /// - Returns: the approval as it is then; one that is withdrawn as it was.
    /// - Throws: an `ApprovalRule`; what the consequence throws.
    @discardableResult public func decide(
        _ event: Approval.Event, about subject: DocumentKey, reason: String = "",
        consequences: [ApprovalConsequence]
    ) async throws(WorkflowFailure) -> Approval {
        try await perform { step throws(WorkflowFailure) in
            guard let key = try await waitingApproval(of: subject) else {
                guard let last = try await approvals(of: subject).last else {
                    throw .rule(ApprovalRule.notFound(subject))
                }
                throw .rule(ApprovalRule.isDecided(subject, last.content.state))
            }
            let approval = try await step.require(Approval.self, at: key, else: ApprovalRule.notFound(subject)).content
            let policy = try await step.policyInForce(for: approval)
            let next = try decided { [principal = step.principal] () throws(ApprovalRule) in
                try approval.after(event, by: principal, policy: policy, reason: reason)
            }
            if let next { step.write(next) } else { step.delete(key) }
            if let consequence = consequences.first(where: { $0.applies(subject) }) {
                try await consequence.follow(&step, approval, event)
            }
            return next ?? approval
        }
    }

    /// All approvals that were asked for about a document, those that were withdrawn left out; the oldest first.
    public func approvals(of subject: DocumentKey) async throws(WorkflowFailure) -> [Stored<Approval>] {
        let found: [Stored<Approval>] = try await read(under: "\(Approval.prefix)\(subject)/")
        return found.filter { $0.content.subject == subject.description }
    }

    /// All approvals that wait for a decision, by subject.
    public func waitingApprovals() async throws(WorkflowFailure) -> [Stored<Approval>] {
        var list: [Stored<Approval>] = []
        for match in try await matches(under: Approval.requestedTerms) {
            if let approval = try await read(Approval.self, at: match.key) { list.append(approval) }
        }
        return list
    }

    /// All approvals that were ever asked for, by subject, those that were withdrawn left out.
    public func allApprovals() async throws(WorkflowFailure) -> [Stored<Approval>] {
        try await read(under: Approval.prefix)
    }

    private func waitingApproval(of subject: DocumentKey) async throws(WorkflowFailure) -> DocumentKey? {
        let term = IndexTerm("\(Approval.requestedTerms)\(subject)")
        return try await matches(under: term.description).first { $0.term == term }?.key
    }
}
