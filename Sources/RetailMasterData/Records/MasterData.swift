public import RetailDocuments
public import StockModel

/// A kind of master data: what one row of its file says.
public protocol MasterData: Codable, Hashable, Sendable {
    /// What its documents are.
    static var kind: DocumentKind { get }
    /// The folder of its documents, such as `supplier`.
    static var folder: String { get }
    /// What it is called by within its folder: unique, no zero byte.
    var name: String { get }
    /// All that it is found under, besides its name.
    var terms: [IndexTerm] { get }
}

extension MasterData {
    /// None, where it is only looked up by its name.
    public var terms: [IndexTerm] { [] }

    /// Where what has this name is stored.
    public static func key(of name: String) -> DocumentKey { DocumentKey("master/\(folder)/\(name)") }

    /// What the keys of all begin with.
    public static var prefix: String { "master/\(folder)/" }
}

/// Master data as stored: what is in force, and what an import has brought that is not finished.
public struct MasterRecord<Content: MasterData>: WorkflowDocument {
    /// What its documents are.
    public static var kind: DocumentKind { Content.kind }
    /// What it is called by.
    public var name: String
    /// What was in force when it was written; nil: nothing.
    public var current: Content?
    /// The row of a file that `current` came in, or was changed from.
    public var currentRow: SourceRow?
    /// What an import has brought: in force as soon as that import is.
    public var staged: Staged?

    /// What an import has brought.
    public struct Staged: Codable, Hashable, Sendable {
        /// The number of the import.
        public var importNumber: UInt64
        /// What it says.
        public var content: Content
        /// The row that it came in.
        public var row: SourceRow?

        /// Made of its parts.
        public init(importNumber: UInt64, content: Content, row: SourceRow? = nil) {
            self.importNumber = importNumber
            self.content = content
            self.row = row
        }
    }

    /// In force at once.
    public init(_ content: Content) {
        name = content.name
        current = content
    }

    /// Nothing in force yet, and this as soon as its import is.
    init(_ staged: Staged) {
        name = staged.content.name
        self.staged = staged
    }

    /// Where it is stored.
    public var key: DocumentKey { Content.key(of: name) }

    /// All that it is found under, besides its name.
    public var terms: [IndexTerm] {
        Set((current?.terms ?? []) + (staged?.content.terms ?? [])).sorted()
    }
}

/// A row of a file as it was written.
public struct SourceRow: Codable, Hashable, Sendable {
    /// The number of the import that brought it.
    public var importNumber: UInt64
    /// How many rows stand before it in its file.
    public var place: Int
    /// All of it: with the blank lines before it, if any, and its line break.
    public var text: String

    /// Made of its parts.
    public init(importNumber: UInt64, place: Int, text: String) {
        self.importNumber = importNumber
        self.place = place
        self.text = text
    }
}

extension MasterRecord {
    /// The most bytes that a staged row may have as it is stored: what was in force before stands beside it.
    static var stagedBytesMax: Int { 30_000 }
}

extension MasterRecord.Staged {
    /// As many as it has as it is stored, about.
    var bytes: Int { MasterRecord(self).documentBody.count }
}
