import RetailDocuments
import StockModel

/// What lies on the shelves when a shop begins has been looked at before: the import that books it says so, as the record
/// that the engine asks for where a SKU needs an inspection.
struct OpeningInspection: WorkflowDocument {
    static let kind = DocumentKind.inspection

    /// The number of the import.
    var importNumber: UInt64

    var key: DocumentKey { Self.key(of: importNumber) }

    static func key(of number: UInt64) -> DocumentKey { DocumentKey("opening-inspection/\(number.keyText)") }
}
