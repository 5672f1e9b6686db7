import RetailDocuments
import RetailPurchasing
import StockModel

extension PurchaseOrderLine {
    /// What the terms of lines begin with for which bills are expected, before their supplier.
    static let notInvoicedTerms = "po.not-invoiced/"

    /// What the terms of the lines of an order begin with that are about a SKU.
    static func terms(of sku: SKU, in order: UInt64) -> String {
        "po.line-of-sku/\(sku.rawValue.padded(to: 20))/\(order.keyText)/"
    }
}
