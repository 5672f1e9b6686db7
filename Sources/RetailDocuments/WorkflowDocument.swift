public import StockModel

/// A piece of a workflow's paperwork: a value that is stored under a key and found under terms.
///
/// The stored bytes are JSON with sorted keys, so that equal values are equal bytes, and so that `stockroom inspect
/// document` shows them to a person. A property that is added later is optional, or has its default in `init(from:)`;
/// what old bytes cannot say any more is another `DocumentKind`.
public protocol WorkflowDocument: Codable, Hashable, Sendable {
    /// What it is.
    static var kind: DocumentKind { get }
    /// Where it is stored.
    var key: DocumentKey { get }
    /// All that it is found under.
    var terms: [IndexTerm] { get }
}

extension WorkflowDocument {
    /// None, where a document is only looked up by its key.
    public var terms: [IndexTerm] { [] }
}

/// A document as it was read: what it says, and what the store says about it.
public struct Stored<Content: WorkflowDocument>: Hashable, Sendable {
    /// What it says.
    public var content: Content
    /// The sequence of its last change, which a later step names as its precondition.
    public var version: SequenceNumber
    /// Who changed it last.
    public var principal: PrincipalID
    /// When it was changed last, in engine time.
    public var time: Instant

    /// Made of its parts.
    public init(_ content: Content, version: SequenceNumber, principal: PrincipalID, time: Instant) {
        self.content = content
        self.version = version
        self.principal = principal
        self.time = time
    }

    /// Reads what the store holds.
    ///
    /// - Throws: `WorkflowFailure.unreadable` where the document is of another kind, or its bytes are not those of one.
    public init(_ document: Document) throws(WorkflowFailure) {
        guard document.type == Content.kind.rawValue, let content = Content(documentBody: document.body) else {
            throw .unreadable(document.key)
        }
        self.init(content, version: document.version, principal: document.principal, time: document.time)
    }
}
