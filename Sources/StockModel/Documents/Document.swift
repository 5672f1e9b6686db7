/// The name of a document: 1 to 200 bytes, ordered byte by byte, so that a common prefix is a folder.
public struct DocumentKey: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The bytes, as they are compared.
    public let bytes: [UInt8]

    /// Made of its parts.
    public init(bytes: [UInt8]) { self.bytes = bytes }
    /// Made of its parts.
    public init(_ text: String) { bytes = Array(text.utf8) }
    /// Made of its parts.
    public init(stringLiteral value: String) { self.init(value) }

    /// In the order of what they stand for.
    public static func < (left: DocumentKey, right: DocumentKey) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// One line for a person, with the remedy.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The most bytes.
    public static let bytesMax = 200
}

/// A value under which documents can be found: 1 to 250 bytes, ordered byte by byte.
public struct IndexTerm: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The bytes, as they are compared.
    public let bytes: [UInt8]

    /// Made of its parts.
    public init(bytes: [UInt8]) { self.bytes = bytes }
    /// Made of its parts.
    public init(_ text: String) { bytes = Array(text.utf8) }
    /// Made of its parts.
    public init(stringLiteral value: String) { self.init(value) }

    /// In the order of what they stand for.
    public static func < (left: IndexTerm, right: IndexTerm) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }

    /// One line for a person, with the remedy.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The most bytes.
    public static let bytesMax = 250
}

/// A piece of a workflow's paperwork, as stored.
public struct Document: Hashable, Sendable {
    /// Its name.
    public var key: DocumentKey
    /// The workflow's number for what this is; the engine only keeps it.
    public var type: UInt16
    /// The sequence of its last change.
    public var version: SequenceNumber
    /// Who changed it last.
    public var principal: PrincipalID
    /// When it was changed last, in engine time.
    public var time: Instant
    /// At most 64 KiB; the workflow's own format.
    public var body: [UInt8]
    /// All the terms it is found under, ascending and distinct.
    public var terms: [IndexTerm]

    /// Made of its parts.
    public init(
        key: DocumentKey, type: UInt16, version: SequenceNumber, principal: PrincipalID, time: Instant, body: [UInt8],
        terms: [IndexTerm]
    ) {
        self.key = key
        self.type = type
        self.version = version
        self.principal = principal
        self.time = time
        self.body = body
        self.terms = terms
    }
}

/// What a document, or a definition, has to be for a transaction to go ahead.
public enum Precondition: Hashable, Sendable {
    case document(DocumentKey, at: SequenceNumber)
    case absent(DocumentKey)
    /// It stands exactly as it was read; a policy without cap and sites: there is none.
    ///
    /// So that of two who change a channel at once, the second one is told what the first one has made of it.
    case defined(Definition)
}
