import StockModel

/// A term and a document found under it, in the order of the index: by term, then by key.
struct TermKey: Hashable, Comparable, Sendable {
    var term: IndexTerm
    var key: DocumentKey

    static func < (left: TermKey, right: TermKey) -> Bool {
        left.term != right.term ? left.term < right.term : left.key < right.key
    }

    /// The term, a zero byte (which no term holds), the key: ordered as `<` orders.
    var bytes: [UInt8] { term.bytes + [0] + key.bytes }

    init(term: IndexTerm, key: DocumentKey) {
        self.term = term
        self.key = key
    }

    init?(bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: 0) else { return nil }
        term = IndexTerm(bytes: Array(bytes[..<end]))
        key = DocumentKey(bytes: Array(bytes[(end + 1)...]))
    }
}
