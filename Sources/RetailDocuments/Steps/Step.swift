public import StockAPI
public import StockModel

/// One step of a workflow while it is decided: what it has read, and what it will do.
///
/// All that is read through it is a precondition: the step happens only if every document is still as it was read, and
/// every document that was not there is still not there. Nothing is done before the decision has ended.
public struct Step: Sendable {
    /// Who takes it.
    public let principal: PrincipalID
    /// When it is decided, by the clock of who takes it.
    public let now: Instant
    let stock: StockReading
    private(set) var read: [DocumentKey: Document?] = [:]
    private var order: [DocumentKey] = []
    private(set) var operations: [Operation] = []
    private var definitions: [Definition] = []

    init(_ stock: StockReading, principal: PrincipalID, now: Instant) {
        self.stock = stock
        self.principal = principal
        self.now = now
    }

    /// The document as it stands; nil where there is none.
    public mutating func read<Content: WorkflowDocument>(
        _ kind: Content.Type = Content.self, at key: DocumentKey
    ) async throws(WorkflowFailure) -> Stored<Content>? {
        guard let document = try await document(key) else { return nil }
        return try Stored(document)
    }

    /// The document as it stands.
    ///
    /// - Throws: `rule` with `missing` where there is none.
    public mutating func require<Content: WorkflowDocument>(
        _ kind: Content.Type = Content.self, at key: DocumentKey, else missing: @autoclosure () -> any Rule
    ) async throws(WorkflowFailure) -> Stored<Content> {
        guard let found = try await read(kind, at: key) else { throw .rule(missing()) }
        return found
    }

    /// The documents whose keys begin like this, by key; each is a precondition.
    ///
    /// One that others add is not noticed: the step also reads a document that everybody changes who adds one.
    public mutating func read<Content: WorkflowDocument>(
        _ kind: Content.Type = Content.self, under prefix: String
    ) async throws(WorkflowFailure) -> [Stored<Content>] {
        let found: [Document] = try await stock.all(under: prefix)
        var list: [Stored<Content>] = []
        for document in found where document.type == Content.kind.rawValue {
            note(document, at: document.key)
            list.append(try Stored(document))
        }
        return list
    }

    /// The same without making preconditions of them, for choosing among many: what is decided by is read once more.
    public func list<Content: WorkflowDocument>(
        _ kind: Content.Type = Content.self, under prefix: String
    ) async throws(WorkflowFailure) -> [Stored<Content>] {
        try await stock.stored(under: prefix)
    }

    /// The terms that begin like this and the documents with them, by term; no preconditions.
    public func matches(under prefix: String) async throws(WorkflowFailure) -> [TermMatch] {
        try await stock.matches(under: prefix)
    }

    /// Asks the stock, without making a precondition of the answer: the operations of the step are judged by the engine.
    public func ask<Value>(
        _ question: (any StockService) async throws(StockFailure) -> Value
    ) async throws(WorkflowFailure) -> Value {
        try await stock.ask(question)
    }

    /// Makes a precondition of a definition: the step happens only if it stands like this then.
    public mutating func require(_ definition: Definition) { definitions.append(definition) }

    /// Writes a document, with all its terms.
    public mutating func write(_ content: some WorkflowDocument) { operations.append(.putDocument(content.write)) }

    /// Deletes a document.
    public mutating func delete(_ key: DocumentKey) { operations.append(.deleteDocument(key)) }

    /// Does something to the stock.
    public mutating func perform(_ operation: Operation) { operations.append(operation) }

    /// Moves units; no lines, no move.
    public mutating func move(
        _ reason: Reason, _ lines: [MoveLine], context: MovementContext = .init(), servesBackorders: Bool = false
    ) {
        guard !lines.isEmpty else { return }
        operations.append(
            .move(Move(reason, lines: lines, context: context, servesBackorders: servesBackorders)))
    }

    /// Whether it would change anything.
    public var changesNothing: Bool { operations.isEmpty }

    /// What is called for a person by which it was decided, where it is defined otherwise now, or not at all.
    func name(of actual: Definition?) -> String {
        if let actual { return actual.name }
        if let only = definitions.first, definitions.count == 1 { return only.name }
        return "what it was decided by"
    }

    /// What is sent.
    var transaction: Transaction {
        Transaction(
            preconditions: order.map { key in
                read[key].flatMap { $0 }.map { .document(key, at: $0.version) } ?? .absent(key)
            } + definitions.map { .defined($0) }, operations: operations)
    }

    private mutating func document(_ key: DocumentKey) async throws(WorkflowFailure) -> Document? {
        if let known = read[key] { return known }
        let found = try await stock.ask { stock throws(StockFailure) in try await stock.document(key) }
        note(found, at: key)
        return found
    }

    private mutating func note(_ document: Document?, at key: DocumentKey) {
        // What was read first is what has been decided by.
        guard read[key] == nil else { return }
        read[key] = .some(document)
        order.append(key)
    }
}
