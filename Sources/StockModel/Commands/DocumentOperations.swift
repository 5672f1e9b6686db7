/// A new state of a document, with all the terms it is to be found under: the old ones are replaced.
public struct DocumentWrite: Hashable, Sendable {
    public var key: DocumentKey
    public var type: UInt16
    public var body: [UInt8]
    public var terms: [IndexTerm]

    public init(_ key: DocumentKey, type: UInt16, body: [UInt8], terms: [IndexTerm] = []) {
        self.key = key
        self.type = type
        self.body = body
        self.terms = terms
    }
}

/// Operations that happen together, each seeing the ones before, if the documents are as they were read.
public struct Transaction: Hashable, Sendable {
    public var preconditions: [Precondition]
    /// In order; no transaction within a transaction.
    public var operations: [Operation]

    public init(preconditions: [Precondition] = [], operations: [Operation]) {
        self.preconditions = preconditions
        self.operations = operations
    }
}
