public import RetailDocuments
public import RetailMasterData
public import StockModel

extension Workplace {
    /// The sampling plan that goods in `receiving` are under.
    ///
    /// - Parameters:
    ///   - sku: which SKU.
    ///   - source: the line of a receipt that brought them; nil: not known, so any plan for a supplier of the SKU binds.
    /// - Returns: the plan; nil: none binds.
    /// - Throws: what the stock cannot answer.
    public func samplingPlan(
        ofGoodsInReceiving sku: SKU, from source: (receipt: String, line: UInt32)? = nil
    ) async throws(WorkflowFailure) -> SamplingPlan? {
        try await perform { step throws(WorkflowFailure) in try await step.samplingPlan(for: sku, comingBy: source) }
    }
}

extension Step {
    /// The plan that goods in receiving are under: by who brought them, where the line of a receipt says so, else by any of the
    /// SKU's suppliers.
    mutating func samplingPlan(
        for sku: SKU, comingBy source: (receipt: String, line: UInt32)?
    ) async throws(WorkflowFailure) -> SamplingPlan? {
        if let source,
            let line = try await read(ReceiptLine.self, at: ReceiptLine.key(of: source.receipt, source.line)),
            let supplier = line.content.supplier
        {
            return try await samplingPlan(for: sku, from: supplier)
        }
        return try await samplingPlan(forAnySupplierOf: sku)
    }
}
