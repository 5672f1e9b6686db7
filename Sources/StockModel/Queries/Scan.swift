/// A range of keys to be read in pages.
public struct Scan: Hashable, Sendable {
    /// The first bytes that every key has in common; empty: all keys.
    public var prefix: [UInt8]
    /// Inclusive lower bound within the prefix; nil: from its beginning.
    public var from: [UInt8]?
    /// Exclusive upper bound; nil: to the end of the prefix.
    public var to: [UInt8]?
    /// From the last key to the first.
    public var isReversed: Bool
    /// At most this many entries in a page, 1 to 1,000.
    public var limit: Int
    /// Where the previous page ended, as it was given there; nil: from the start.
    public var cursor: [UInt8]?

    /// Made of its parts.
    public init(
        prefix: [UInt8] = [], from: [UInt8]? = nil, to: [UInt8]? = nil, isReversed: Bool = false, limit: Int = 100,
        cursor: [UInt8]? = nil
    ) {
        self.prefix = prefix
        self.from = from
        self.to = to
        self.isReversed = isReversed
        self.limit = limit
        self.cursor = cursor
    }

    /// The largest page.
    public static let limitMax = 1_000
}

/// Some entries, the sequence at which they are true, and where to go on.
public struct Page<Element: Hashable & Sendable>: Hashable, Sendable {
    /// The sequence at which it is true.
    public var sequence: SequenceNumber
    /// The entries.
    public var elements: [Element]
    /// Nil when there is nothing more.
    public var cursor: [UInt8]?

    /// Made of its parts.
    public init(sequence: SequenceNumber, elements: [Element], cursor: [UInt8]?) {
        self.sequence = sequence
        self.elements = elements
        self.cursor = cursor
    }
}

/// A document found under a term.
public struct TermMatch: Hashable, Sendable {
    /// The term.
    public var term: IndexTerm
    /// Its name.
    public var key: DocumentKey

    /// Made of its parts.
    public init(term: IndexTerm, key: DocumentKey) {
        self.term = term
        self.key = key
    }
}
