public import RetailDocuments

/// What does not allow an import as a whole.
public enum ImportRunRule: Rule {
    /// Another folder is being imported, or was when its import was interrupted.
    case anotherIsStaging(UInt64)
    /// Nothing is being imported.
    case nothingToAbandon
    /// It is loaded or abandoned.
    case hasEnded(UInt64, ImportRun.State)
    /// What comes into force together does not fit into one transaction.
    case tooLarge(what: String, count: Int, max: Int)
    /// The folder has no file that is known.
    case noFiles(known: [String])
    /// Rows break rules: nothing is loaded while one does.
    case brokenRules(Int)

    /// The name that stays the same whatever it is about.
    public var name: String {
        switch self {
        case .anotherIsStaging: "import.another-is-staging"
        case .nothingToAbandon: "import.nothing-to-abandon"
        case .hasEnded: "import.has-ended"
        case .tooLarge: "import.too-large"
        case .noFiles: "import.no-files"
        case .brokenRules: "import.broken-rules"
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .anotherIsStaging(let number): "import \(number), of another folder, has begun and has not ended"
        case .nothingToAbandon: "no import is under way"
        case .hasEnded(let number, let state): "import \(number) is \(state.rawValue) already"
        case .tooLarge(let what, let count, let max):
            "\(count) \(what) come into force together, and one transaction takes \(max)"
        case .noFiles: "the folder holds no file of master data"
        case .brokenRules(let count): "\(count) broken \(count == 1 ? "rule" : "rules"); nothing was loaded"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .anotherIsStaging:
            "import that folder again, which continues, or give it up with: stockroom import --abandon"
        case .nothingToAbandon: "there is nothing to be done"
        case .hasEnded: "import the folder again"
        case .tooLarge: "split the folder, and import the parts one after the other"
        case .noFiles(let known): "it takes \(known.joined(separator: ", "))"
        case .brokenRules: "mend the rows that are listed, and import again"
        }
    }
}
