import ArgumentParser
import RetailDocuments
import RetailPurchasing
import StockModel

/// The document that an approval is about, as people write it: `po/42`, `po/42/amendment/1`, or its whole key.
struct ApprovalSubject: ExpressibleByArgument {
    var key: DocumentKey

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        key = DocumentKey(argument)
        guard parts.count >= 2, parts[0] == "po", let number = UInt64(parts[1]) else { return }
        if parts.count == 2 {
            key = PurchaseOrder.key(of: number)
        } else if parts.count == 4, parts[2] == "amendment", let amendment = UInt64(parts[3]) {
            key = PurchaseOrderAmendment.key(of: number, amendment)
        }
    }
}

extension ApprovalConsequence {
    /// Those of all workflows.
    static let all = [PurchaseOrder.approvalConsequence]
}
