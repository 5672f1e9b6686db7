public import RetailDocuments
public import StockModel

/// One run of an import: what it has brought is in force from the moment at which it is loaded.
///
/// ```
///           begin               load
///  (none) ─────────▶ staging ─────────▶ loaded
///                       │ abandon
///                       ▼
///                   abandoned
/// ```
public struct ImportRun: WorkflowDocument {
    /// What its documents are.
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

    /// What can happen to it.
    public enum Event: String, Sendable, CaseIterable {
        case load, abandon
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

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: number) }

    /// Where the run of a number is stored.
    public static func key(of number: UInt64) -> DocumentKey { DocumentKey("import/master/\(number.keyText)") }

    /// What it is after an event.
    ///
    /// - Throws: the rule that does not allow it: what has ended stays as it is.
    public func after(_ event: Event) throws(ImportRunRule) -> ImportRun {
        guard state == .staging else { throw .hasEnded(number, state) }
        var next = self
        next.state = event == .load ? .loaded : .abandoned
        return next
    }
}

/// Which import is under way, so that two never are.
struct ImportDesk: WorkflowDocument {
    static let kind = DocumentKind.masterDataDesk
    static let desk: DocumentKey = "import/master-desk"
    /// The number given last; 0: none.
    var last: UInt64
    /// The run that is being staged.
    var staging: UInt64?
    var key: DocumentKey { Self.desk }
}
