extension IndexTerm {
    /// What every term begins with under which a document falls due.
    public static let duePrefix = "due/"

    /// A term that says when something has to happen to a document: terms of earlier moments come first.
    ///
    /// Layout: `due/`, then the milliseconds since 1970 as 16 hexadecimal digits, the sign bit turned.
    public static func due(at moment: Instant) -> IndexTerm {
        let ordered = UInt64(bitPattern: moment.millisecondsSinceEpoch) ^ (1 << 63)
        return IndexTerm(duePrefix + ordered.hexadecimalDigits)
    }

    /// When a document with this term falls due; nil for any other term.
    public var due: Instant? {
        let prefix = Array(Self.duePrefix.utf8)
        guard bytes.starts(with: prefix), bytes.count == prefix.count + 16,
            let ordered = UInt64(String(decoding: bytes[prefix.count...], as: UTF8.self), radix: 16)
        else { return nil }
        return Instant(millisecondsSinceEpoch: Int64(bitPattern: ordered ^ (1 << 63)))
    }
}
