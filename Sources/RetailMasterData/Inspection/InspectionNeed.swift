import RetailDocuments
import StockModel

/// Which SKUs need an inspection, by the sampling plans and the master data: what their definitions have to say.
///
/// A SKU needs one where a plan is about its brand or category, or about a supplier that has a price for it. Units in receiving
/// do not say who brought them, so one such supplier is enough.
struct InspectionNeed {
    private var plans: SamplingPlans
    private let products: [String: Product]
    private let brands: [String: Brand]
    private let categories: [String: Category]
    private var suppliers: [UInt64: Set<String>] = [:]

    init(
        _ plans: SamplingPlans, products: [String: Product], brands: [String: Brand], categories: [String: Category],
        prices: some Sequence<SupplierPrice>
    ) {
        self.plans = plans
        self.products = products
        self.brands = brands
        self.categories = categories
        for price in prices { suppliers[price.sku, default: []].insert(price.supplier) }
    }

    init(_ plans: SamplingPlans, _ workplace: Workplace) async throws(WorkflowFailure) {
        func byName<Content: MasterData>(_ kind: Content.Type) async throws(WorkflowFailure) -> [String: Content] {
            Dictionary(try await workplace.all(kind).map { ($0.name, $0) }) { first, _ in first }
        }
        self.init(
            plans, products: try await byName(Product.self), brands: try await byName(Brand.self),
            categories: try await byName(Category.self), prices: try await workplace.all(SupplierPrice.self))
    }

    init(_ plans: SamplingPlans, _ set: MasterDataSet) {
        self.init(
            plans, products: set.products.merged, brands: set.brands.merged, categories: set.categories.merged,
            prices: set.supplierPrices.merged.values)
    }

    /// The same master data under other plans.
    func by(_ plans: SamplingPlans) -> InspectionNeed {
        var need = self
        need.plans = plans
        return need
    }

    /// Whether a plan is about the SKU, or may be.
    func holds(for sku: StockKeepingUnit) -> Bool {
        guard !plans.plans.isEmpty else { return false }
        var traits = GoodsTraits()
        if let product = sku.product.flatMap({ products[$0] }) {
            traits.brand = product.brand
            traits.isPrivateLabel = product.brand.flatMap { brands[$0] }?.isPrivateLabel ?? false
            var next = product.category
            while let category = next, traits.takes(category: category) { next = categories[category]?.parent }
        }
        if plans.plan(for: traits) != nil { return true }
        return (suppliers[sku.number] ?? []).contains { supplier in
            traits.supplier = supplier
            return plans.plan(for: traits) != nil
        }
    }
}
