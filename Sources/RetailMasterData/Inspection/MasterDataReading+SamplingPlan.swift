public import RetailDocuments
public import StockModel

extension MasterDataReading {
    /// The sampling plan that a SKU is under when it comes from a supplier; nil: none.
    ///
    /// In a step it is a precondition: the step happens only if the same plans, and the same master data, are in force then.
    /// Where nobody knows who delivered it, plans for suppliers are left out.
    public mutating func samplingPlan(
        for sku: SKU, from supplier: String?
    ) async throws(WorkflowFailure) -> SamplingPlan? {
        let plans = try await samplingPlansInForce()
        guard !plans.plans.isEmpty else { return nil }
        return plans.plan(for: try await goodsTraits(of: sku, from: supplier))
    }

    /// All plans, also where there are none.
    public mutating func samplingPlansInForce() async throws(WorkflowFailure) -> SamplingPlans {
        try await read(SamplingPlans.self, at: SamplingPlans.key)?.content ?? SamplingPlans()
    }

    private mutating func goodsTraits(
        of sku: SKU, from supplier: String?
    ) async throws(WorkflowFailure) -> GoodsTraits {
        var traits = GoodsTraits(supplier: supplier)
        guard let record = try await master(StockKeepingUnit.self, StockKeepingUnit.name(of: sku)),
            let code = record.product, let product = try await master(Product.self, code)
        else { return traits }
        traits.brand = product.brand
        if let brand = product.brand {
            traits.isPrivateLabel = try await master(Brand.self, brand)?.isPrivateLabel ?? false
        }
        var next = product.category
        while let category = next, traits.takes(category: category) {
            next = try await master(Category.self, category)?.parent
        }
        return traits
    }
}

extension Step {
    /// The plan that units of a SKU may be under of which nobody knows who delivered them: that of any of its suppliers; nil:
    /// none.
    ///
    /// Its suppliers are those with a price for it.
    public mutating func samplingPlan(forAnySupplierOf sku: SKU) async throws(WorkflowFailure) -> SamplingPlan? {
        if let plan = try await samplingPlan(for: sku, from: nil) { return plan }
        let prefix = SupplierPrice.termPrefix(of: sku)
        let suppliers = try await matches(under: prefix).map { match in
            String(decoding: match.term.bytes.dropFirst(prefix.utf8.count), as: UTF8.self)
        }
        for supplier in Set(suppliers).sorted() {
            if let plan = try await samplingPlan(for: sku, from: supplier) { return plan }
        }
        return nil
    }
}
