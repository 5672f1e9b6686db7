public import RetailDocuments

/// What does not allow a question about master data to be answered.
public enum MasterDataRule: Rule {
    /// Nothing of that kind is called so; the kind, the name, and the noun of the commands.
    case notFound(String, String, noun: String)
    /// It is no GTIN.
    case notAGTIN(String, GTIN.Fault)

    /// The name that stays the same whatever it is about.
    public var name: String {
        switch self {
        case .notFound(_, _, let noun): "\(noun).not-found"
        case .notAGTIN(_, .length): "barcode.gtin-invalid"
        case .notAGTIN(_, .checkDigit): "barcode.check-digit"
        }
    }

    /// What is wrong.
    public var description: String {
        switch self {
        case .notFound(let kind, let name, _): "there is no \(kind) \(name)"
        case .notAGTIN(let text, .length): "\"\(text)\" is no GTIN"
        case .notAGTIN(let text, .checkDigit(let expected)): "the check digit of \(text) would be \(expected)"
        }
    }

    /// What would be needed.
    public var remedy: String {
        switch self {
        case .notFound(_, _, "barcode"): "add it to barcodes.csv, and import the folder"
        case .notFound(_, _, let noun): "see what there is with: stockroom \(noun) list"
        case .notAGTIN(_, .length): "a GTIN has 8, 12, 13 or 14 digits"
        case .notAGTIN(_, .checkDigit): "scan it again, or compare it with the label"
        }
    }
}
