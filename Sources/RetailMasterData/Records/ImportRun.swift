public import RetailDocuments
public import StockModel

/// One run of an import: what it has brought is in force from the moment at which it is loaded.
public struct ImportRun: WorkflowDocument {
    public static let kind = DocumentKind.masterDataImport

    /// How far it is.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Rows are being written; none is in force.
        case staging
        /// All rows are in force.
        case loaded
        /// Given up: no row is in force, nor will be.
        case abandoned
    }

    /// Its number, from 1 on.
    public var number: UInt64
    /// How far it is.
    public var state: State
    /// What the folder holds, as a sum over the bytes of its files: the same folder again is the same import.
    public var contentHash: String

    /// Made of its parts.
    public init(number: UInt64, state: State, contentHash: String) {
        self.number = number
        self.state = state
        self.contentHash = contentHash
    }

    public var key: DocumentKey { Self.key(of: number) }

    /// Where the run of a number is stored.
    public static func key(of number: UInt64) -> DocumentKey { DocumentKey("import/master/\(number.keyText)") }
}
