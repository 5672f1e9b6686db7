public import RetailDocuments
import StockModel

/// What one unit of a SKU is made of, where it does not lie on shelves itself.
public struct Kit: MasterData {
    /// What its documents are.
    public static let kind = DocumentKind.kit
    /// The folder of its documents.
    public static let folder = "kit"
    /// The number of the SKU.
    public var sku: UInt64
    /// At least one.
    public var components: [Component]

    /// So many base units of a SKU for one kit.
    public struct Component: Codable, Hashable, Sendable {
        /// The number of the SKU, which may be a kit itself.
        public var sku: UInt64
        /// Greater than zero.
        public var quantity: Int64

        /// Made of its parts.
        public init(sku: UInt64, quantity: Int64) {
            self.sku = sku
            self.quantity = quantity
        }
    }

    /// Made of its parts.
    public init(sku: UInt64, components: [Component]) {
        self.sku = sku
        self.components = components
    }

    /// What it is called by within its folder.
    public var name: String { StockKeepingUnit.name(of: SKU(rawValue: sku)) }
}
