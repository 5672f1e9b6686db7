import StockAPI
public import StockModel

/// Something that waits for a person: a term of the document that waits.
public struct WaitingTask: Hashable, Sendable {
    /// Who has to do it: a role, such as `buyer`, or a principal, as `principal-7`; no slash.
    public var owner: String
    /// Until when.
    public var due: Instant
    /// Why it waits, as the rule's name says it, such as `purchase-order.approval`; no slash.
    public var reason: String

    /// Made of its parts.
    public init(owner: String, due: Instant, reason: String) {
        self.owner = owner
        self.due = due
        self.reason = reason
    }

    /// What every such term begins with.
    public static let prefix = "task/"

    /// The term: `task/<owner>/<moment>/<reason>`, so that what an owner has to do first comes first.
    public var term: IndexTerm {
        let moment = String(
            decoding: IndexTerm.due(at: due).bytes.dropFirst(IndexTerm.duePrefix.utf8.count), as: UTF8.self)
        return IndexTerm("\(Self.prefix)\(owner)/\(moment)/\(reason)")
    }

    /// Reads a term; nil for any other.
    public init?(_ term: IndexTerm) {
        let parts = String(decoding: term.bytes, as: UTF8.self).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "task", !parts[1].isEmpty, !parts[3].isEmpty,
            let due = IndexTerm(IndexTerm.duePrefix + String(parts[2])).due
        else { return nil }
        self.init(owner: String(parts[1]), due: due, reason: String(parts[3]))
    }
}

/// A task, and the document that waits.
public struct OpenTask: Hashable, Sendable {
    /// Who, until when, and why.
    public var task: WaitingTask
    /// What waits.
    public var document: DocumentKey
}

extension Workplace {
    /// What waits for people: of one owner, or of all, in the order in which it is due.
    ///
    /// The engine's own tasks (promises that lost their units, levels to be counted) belong to `stock-control`, and are
    /// due since they were written.
    public func tasks(of owner: String? = nil) async throws(WorkflowFailure) -> [OpenTask] {
        var list: [OpenTask] = []
        for match in try await matches(under: WaitingTask.prefix + (owner.map { $0 + "/" } ?? "")) {
            guard let task = WaitingTask(match.term) else { continue }
            list.append(OpenTask(task: task, document: match.key))
        }
        if owner == nil || owner == Self.stockControl {
            for (term, reason) in [
                (EngineDocuments.displacedTerm, "promise.lost-its-units"),
                (EngineDocuments.recountTerm, "level.recount"),
            ] {
                for match in try await matches(under: String(decoding: term.bytes, as: UTF8.self))
                where match.term == term {
                    let written = try await ask { stock throws(StockFailure) in try await stock.document(match.key) }
                    guard let written else { continue }
                    list.append(
                        OpenTask(
                            task: WaitingTask(owner: Self.stockControl, due: written.time, reason: reason),
                            document: match.key))
                }
            }
        }
        return list.sorted { ($0.task.due, $0.document) < ($1.task.due, $1.document) }
    }

    private static var stockControl: String { "stock-control" }
}
