public import RetailDocuments
public import StockModel

/// A file that belongs to documents, such as the picture of a delivery note: known by its content, which is kept elsewhere.
public struct Attachment: WorkflowDocument {
    /// What it is.
    public static let kind = DocumentKind.attachment
    /// The SHA-256 of its bytes, 64 hexadecimal digits in lower case.
    public var hash: String
    /// What the file was called when it was attached first.
    public var name: String
    /// How long it is.
    public var byteCount: Int64
    /// The documents that it belongs to, ascending.
    public var subjects: [String]

    /// The most documents that it belongs to.
    static let subjectsMax = 60

    init(hash: String, name: String, byteCount: Int64) {
        self.hash = hash
        self.name = name
        self.byteCount = byteCount
        subjects = []
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: hash) }

    /// Where the file of a hash is known.
    public static func key(of hash: String) -> DocumentKey { DocumentKey("attachment/\(hash)") }

    static func terms(of subject: DocumentKey) -> String { "attachment.of/\(subject)/" }

    /// All that it is found under.
    public var terms: [IndexTerm] {
        subjects.map { IndexTerm(Self.terms(of: DocumentKey($0)) + String(hash.prefix(32))) }
    }

    /// Whether a text is a hash as it is written here.
    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
