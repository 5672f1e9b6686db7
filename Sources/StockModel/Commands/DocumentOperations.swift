/// A new state of a document, with all the terms it is to be found under: the old ones are replaced.
public struct DocumentWrite: Hashable, Sendable {
    /// Its name.
    public var key: DocumentKey
    /// The workflow's number for what it is.
    public var type: UInt16
    /// The workflow's own bytes.
    public var body: [UInt8]
    /// All terms it is to be found under.
    public var terms: [IndexTerm]

    /// Made of its parts.
    public init(_ key: DocumentKey, type: UInt16, body: [UInt8], terms: [IndexTerm] = []) {
        self.key = key
        self.type = type
        self.body = body
        self.terms = terms
    }
}

/// Operations that happen together, each seeing the ones before, if the documents are as they were read.
public struct Transaction: Hashable, Sendable {
    /// What the documents have to be.
    public var preconditions: [Precondition]
    /// In order; no transaction within a transaction.
    public var operations: [Operation]

    /// Made of its parts.
    public init(preconditions: [Precondition] = [], operations: [Operation]) {
        self.preconditions = preconditions
        self.operations = operations
    }
}
