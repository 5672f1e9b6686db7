import RetailDocuments
import StockModel

/// Why a step of a workflow has not happened, for a script.
struct WorkflowFailureView: Encodable {
    /// A rule of the workflow that is in the way.
    struct BrokenRule: Encodable {
        var name: String
        var message: String
        var remedy: String
    }

    /// What failed that is not an answer.
    struct Failure: Encodable {
        /// With what to do next.
        var message: String
    }

    let accepted = false
    /// Where a rule is in the way.
    var rule: BrokenRule?
    /// Where the engine does not allow it.
    var refusal: RefusalView?
    /// Where it failed otherwise.
    var failure: Failure?

    init(_ failure: WorkflowFailure) {
        switch failure {
        case .rule(let rule):
            self.rule = BrokenRule(name: rule.name, message: rule.description, remedy: rule.remedy)
        case .refused(let refusal): self.refusal = RefusalView(refusal)
        default: self.failure = Failure(message: failure.description)
        }
    }

    /// For a person: what is in the way, and what would be needed.
    var text: String {
        if let rule { return "refused: \(rule.message) (\(rule.name))\n  what would be needed: \(rule.remedy)" }
        return refusal?.text ?? failure?.message ?? ""
    }
}

extension CommandFailure {
    /// A step has not happened: a rule or the engine is in the way, or the stock failed.
    init(_ failure: WorkflowFailure) { self.init(Self.status(of: failure), WorkflowFailureView(failure).text) }

    static func status(of failure: WorkflowFailure) -> ExitStatus {
        switch failure {
        case .rule, .refused, .changedMeanwhile: .differs
        case .cancelled: .interrupted
        case .stock, .unreadable: .storage
        }
    }
}

extension JSONOutput {
    /// Tells a script why a step has not happened; gives what ends the command.
    func failure(_ failure: WorkflowFailure) throws -> CommandFailure {
        if target != nil { try put(WorkflowFailureView(failure)) { "" } }
        return replacesText ? CommandFailure(CommandFailure.status(of: failure)) : CommandFailure(failure)
    }
}
