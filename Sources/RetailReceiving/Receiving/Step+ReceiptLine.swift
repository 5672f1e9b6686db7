import RetailDocuments
import StockModel

extension Step {
    /// The line of a receipt, with who has received it.
    mutating func receiptLine(
        _ number: UInt32, of reference: String
    ) async throws(WorkflowFailure) -> ReceiptLine {
        let stored = try await require(
            ReceiptLine.self, at: ReceiptLine.key(of: reference, number), else: ReceivingRule.noLine(reference, number))
        var line = stored.content
        // The first who has written it has received it.
        if line.receivedBy == nil, line.surplus?.decisions.isEmpty ?? true {
            line.receivedBy = stored.principal.rawValue
        }
        return line
    }
}
