public import StockAPI
public import StockModel

/// Where a person or a program does the steps of workflows, as one principal.
///
/// A step is decided from what it reads, and happens in one transaction if nothing of that has changed: two people who do
/// the same step at once cannot both succeed. The one who comes second reads and decides again, three times in all.
public struct Workplace: Sendable {
    /// Who works here.
    public var principal: PrincipalID { session.principal }
    private let session: StockSession
    private let now: @Sendable () -> Instant
    private let reading: StockReading
    /// How often a step is decided.
    private static let attemptsMax = 3

    /// The workplace of a principal.
    ///
    /// - Parameters:
    ///   - stock: embedded, or behind a server.
    ///   - principal: who works.
    ///   - now: the time of the steps; by default the system's clock.
    public init(
        _ stock: any StockService, principal: PrincipalID, now: @escaping @Sendable () -> Instant = { .systemNow }
    ) {
        session = StockSession(stock, principal: principal, now: now)
        self.now = now
        reading = StockReading(stock: stock)
    }

    /// The same stock, with another person at work.
    public func of(_ principal: PrincipalID) -> Workplace { Workplace(session.stock, principal: principal, now: now) }

    /// Decides a step and does it: all of it, or nothing.
    ///
    /// `decide` may be called again, and does nothing but read and decide. A step that would change nothing is not sent.
    ///
    /// - Throws: what `decide` throws; `refused` with what the engine does not allow; `changedMeanwhile`, which
    ///   names a document, or what is defined, as in "SKU 4711"; `stock`.
    @discardableResult public func perform<Value>(
        _ decide: (inout Step) async throws(WorkflowFailure) -> Value
    ) async throws(WorkflowFailure) -> Value {
        try await performing(decide).value
    }

    /// The same, with what the engine says of the operations, in their order; none where nothing was sent.
    public func performing<Value>(
        _ decide: (inout Step) async throws(WorkflowFailure) -> Value
    ) async throws(WorkflowFailure) -> (value: Value, outcomes: [Outcome]) {
        var overtaken = WorkflowFailure.changedMeanwhile("")
        for _ in 1...Self.attemptsMax {
            guard !Task.isCancelled else { throw .cancelled }
            var step = Step(reading, principal: principal, now: now())
            let value = try await decide(&step)
            guard !step.changesNothing else { return (value, []) }
            switch try await submit(step.transaction) {
            case .accepted(let outcomes, _): return (value, outcomes)
            case .refused(.versionMismatch(let key, _), _): overtaken = .changedMeanwhile("\(key)")
            case .refused(.definitionMismatch(let actual), _):
                overtaken = .changedMeanwhile(step.name(of: actual))
            // Levels that a step has looked at are no preconditions: others may have taken the units meanwhile.
            case .refused(.wouldGoNegative(let sku, let location, let available), _):
                overtaken = .refused(.wouldGoNegative(sku: sku, location: location, available: available))
            case .refused(let refusal, _): throw .refused(refusal)
            }
        }
        throw overtaken
    }

    /// A document as it stands; nil where there is none.
    public func read<Content: WorkflowDocument>(
        _ kind: Content.Type = Content.self, at key: DocumentKey
    ) async throws(WorkflowFailure) -> Stored<Content>? {
        let found = try await reading.ask { stock throws(StockFailure) in try await stock.document(key) }
        guard let found else { return nil }
        return try Stored(found)
    }

    /// The documents of a kind whose keys begin like this, by key.
    public func read<Content: WorkflowDocument>(
        _ kind: Content.Type = Content.self, under prefix: String
    ) async throws(WorkflowFailure) -> [Stored<Content>] {
        try await reading.stored(under: prefix)
    }

    /// The terms that begin like this and the documents with them, by term.
    public func matches(under prefix: String) async throws(WorkflowFailure) -> [TermMatch] {
        try await reading.matches(under: prefix)
    }

    /// Asks the stock itself.
    public func ask<Value>(
        _ question: (any StockService) async throws(StockFailure) -> Value
    ) async throws(WorkflowFailure) -> Value {
        try await reading.ask(question)
    }

    /// Sends a transaction; where the answer is lost, once more under the same id, which happens once.
    private func submit(_ transaction: Transaction) async throws(WorkflowFailure) -> Decision<[Outcome]> {
        let command = session.command(.transaction(transaction))
        let answer: Answer
        do throws(StockFailure) { answer = try await session.stock.submit(command) } catch {
            guard case .connectionFailed = error else { throw WorkflowFailure(error) }
            answer = try await reading.ask { stock throws(StockFailure) in try await stock.submit(command) }
        }
        return answer.decision { if case .transacted(let outcomes) = $0 { outcomes } else { nil } }
    }
}
