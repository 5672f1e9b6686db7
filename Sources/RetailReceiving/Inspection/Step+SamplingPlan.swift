import RetailDocuments
import RetailMasterData
import StockModel

extension Step {
    /// The sampling plan that a SKU is under when it comes from a supplier; nil: none.
    ///
    /// A precondition: the step happens only if the same plans, and the same master data, are in force then.
    mutating func plan(for sku: SKU, from supplier: String?) async throws(WorkflowFailure) -> SamplingPlan? {
        let plans = try await read(SamplingPlans.self, at: SamplingPlans.key)?.content ?? SamplingPlans()
        guard !plans.plans.isEmpty else { return nil }
        return plans.plan(for: try await traits(of: sku, from: supplier))
    }

    private mutating func traits(of sku: SKU, from supplier: String?) async throws(WorkflowFailure) -> GoodsTraits {
        /// Deeper than any tree of categories that a person made.
        let nestingMax = 32
        var traits = GoodsTraits(supplier: supplier)
        guard let record = try await master(StockKeepingUnit.self, StockKeepingUnit.name(of: sku)),
            let code = record.product, let product = try await master(Product.self, code)
        else { return traits }
        traits.brand = product.brand
        if let brand = product.brand {
            traits.isPrivateLabel = try await master(Brand.self, brand)?.isPrivateLabel ?? false
        }
        var next = product.category
        while let category = next, traits.categories.count < nestingMax, !traits.categories.contains(category) {
            traits.categories.append(category)
            next = try await master(Category.self, category)?.parent
        }
        return traits
    }
}
