import ArgumentParser
import RetailDocuments
import StockModel

/// What needs the word of somebody else.
struct ApprovalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approval", abstract: "Approve, decline or withdraw what needs the word of another.",
        discussion: """
            Nobody approves what he has asked for himself: the engine refuses it, whatever \
            program asks. Nor does who has written it, or has changed it, whoever asks. Who \
            else may is said by the policy that is in force when it is decided: stockroom \
            policy show. The list shows whom it named when it was asked for.

            Examples:
              stockroom approval list --principal 2
              stockroom approval approve po/42 --principal 2
              stockroom approval decline po/42 --reason "too early" --principal 2
            """,
        subcommands: [
            ApprovalListCommand.self, ApprovalApproveCommand.self, ApprovalDeclineCommand.self,
            ApprovalWithdrawCommand.self,
        ])
}

struct ApprovalView: Encodable {
    var subject: String
    var number: UInt64
    var what: String
    var state: String
    var maker: UInt32
    var authors: [UInt32]
    var approvers: [UInt32]
    var checker: UInt32?
    var reason: String?
    var due: String
    var policyVersion: UInt64
    var decidedPolicyVersion: UInt64?

    enum CodingKeys: String, CodingKey {
        case subject, number, what, state, maker, authors, approvers, checker, reason, due
        case policyVersion = "policy_version"
        case decidedPolicyVersion = "decided_policy_version"
    }

    init(_ approval: Approval) {
        subject = approval.subject
        number = approval.number
        what = approval.what
        state = approval.state.rawValue
        maker = approval.maker
        authors = approval.authors ?? []
        approvers = approval.askedOf
        checker = approval.checker
        reason = approval.reason
        due = Instant(millisecondsSinceEpoch: approval.dueMilliseconds).text
        policyVersion = approval.policyVersion
        decidedPolicyVersion = approval.decidedPolicyVersion
    }

    var text: String {
        let writers = authors == [maker] || authors.isEmpty ? "" : ", written by \(PrincipalList.text(of: authors))"
        var lines = ["\(what): \(state)", "  subject \(subject), asked for by principal \(maker)\(writers)"]
        if state == Approval.State.requested.rawValue {
            lines.append("  may be approved by \(PrincipalList.text(of: approvers)), until \(due)")
        } else if let checker {
            lines.append("  by principal \(checker)" + (reason.map { $0.isEmpty ? "" : ": \($0)" } ?? ""))
        }
        return lines.joined(separator: "\n")
    }
}

struct ApprovalListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "What waits for an approval, or has been decided.",
        discussion: """
            Examples:
              stockroom approval list
              stockroom approval list --owner 2
              stockroom approval list --subject po/42
              stockroom approval list --all --json
            """)

    @Option(help: ArgumentHelp("Only what is about this document.", valueName: "document"))
    var subject: ApprovalSubject?
    @Option(help: ArgumentHelp("Only what this principal may approve.", valueName: "number")) var owner: UInt32?
    @Flag(help: "What has been decided too.") var all = false
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let (subject, all, owner) = (subject, all, owner)
        let found = try await work.use(json) { place in
            if let subject { return try await place.approvals(of: subject.key) }
            return all ? try await place.allApprovals() : try await place.waitingApprovals()
        }
        let views = found.map(\.content).filter { approval in owner.map(approval.askedOf.contains) ?? true }
            .map(ApprovalView.init)
        try json.put(views) { views.isEmpty ? "nothing waits" : views.map(\.text).joined(separator: "\n") }
    }
}

struct ApprovalApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve what another has asked for.",
        discussion: "Example: stockroom approval approve po/42 --principal 2")

    @Argument(help: "The document, such as po/42 or po/42/amendment/1.") var subject: ApprovalSubject
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason = ""
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws { try await work.decide(.approve, subject, reason, json) }
}

struct ApprovalDeclineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decline", abstract: "Decline what another has asked for, with a reason.",
        discussion: """
            Example:
              stockroom approval decline po/42 --reason "too early" --principal 2
            """)

    @Argument(help: "The document, such as po/42 or po/42/amendment/1.") var subject: ApprovalSubject
    @Option(help: ArgumentHelp("Why; asked for where a person can be asked.", valueName: "text")) var reason: String?
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        try await work.decide(.decline, subject, reason ?? Terminal.ask("why is it declined?") ?? "", json)
    }
}

struct ApprovalWithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Take back what one has asked for oneself.",
        discussion: "Example: stockroom approval withdraw po/42")

    @Argument(help: "The document, such as po/42 or po/42/amendment/1.") var subject: ApprovalSubject
    @OptionGroup var work: WorkplaceOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws { try await work.decide(.withdraw, subject, "", json) }
}

extension WorkplaceOptions {
    fileprivate func decide(
        _ event: Approval.Event, _ subject: ApprovalSubject, _ reason: String, _ json: JSONOutput
    ) async throws {
        let decided = try await use(json) { place in
            try await place.decide(event, about: subject.key, reason: reason, consequences: ApprovalConsequence.all)
        }
        let view = ApprovalView(decided)
        try json.put(StepView(view)) { event == .withdraw ? "withdrawn: \(view.what)" : view.text }
    }
}
