public import RetailDocuments
public import StockModel

/// Which goods somebody looks at before they reach a shelf, at how many of them, and at what.
public struct SamplingPlan: Codable, Hashable, Sendable {
    /// What it is called: unique, no slash.
    public var name: String
    /// Which goods it is about.
    public var scope: Scope
    /// How many units of a lot are looked at.
    public var sample: Sample
    /// What is looked at, in order; each has to be answered.
    public var checklist: [String]
    /// The goods are regulated: they pass or fail, and no part of a lot passes under conditions.
    public var isRegulated: Bool

    /// Which goods a plan is about.
    public enum Scope: Codable, Hashable, Sendable {
        /// All that comes from a supplier, by its code.
        case supplier(String)
        /// All of a category and of those within it, by its code.
        case category(String)
        /// All of a brand, by its code.
        case brand(String)
        /// All of the retailer's own brands.
        case privateLabel
    }

    /// How many units of a lot are looked at.
    public enum Sample: Codable, Hashable, Sendable {
        /// So many of 10,000, rounded up.
        case basisPoints(Int64)
        /// By the size of the lot: the first row whose lot is as large; larger ones than all rows have the last one's.
        case table([Row])

        /// Lots of up to so many units, and how many of them are looked at.
        public struct Row: Codable, Hashable, Sendable {
            /// Base units.
            public var lotMax: Int64
            /// Base units.
            public var sample: Int64

            /// Made of its parts.
            public init(lotMax: Int64, sample: Int64) {
                self.lotMax = lotMax
                self.sample = sample
            }
        }

        /// The units of a lot that are looked at: at least one, and no more than there are.
        public func units(of lot: Int64) -> Int64 {
            let lot = Swift.max(0, lot)
            let asked: Int64
            switch self {
            case .basisPoints(let share):
                // In two parts, so that no product leaves the range.
                let share = Swift.min(10_000, Swift.max(0, share))
                asked = lot / 10_000 * share + (lot % 10_000 * share + 9_999) / 10_000
            case .table(let rows): asked = (rows.first { lot <= $0.lotMax } ?? rows.last)?.sample ?? lot
            }
            return Swift.min(lot, Swift.max(1, asked))
        }
    }

    /// Made of its parts.
    public init(
        _ name: String, for scope: Scope, sample: Sample, checklist: [String] = [], isRegulated: Bool = false
    ) {
        self.name = name
        self.scope = scope
        self.sample = sample
        self.checklist = checklist
        self.isRegulated = isRegulated
    }
}

/// All sampling plans that are in force.
///
/// They are one document, so that whoever receives goods by them has all of them as a precondition: also that there is no
/// other one.
public struct SamplingPlans: Policy {
    /// What it is.
    public static let kind = DocumentKind.samplingPlan
    /// By name.
    public var plans: [SamplingPlan]
    /// How often they have been set.
    public var revision: UInt64 = 0

    /// Made of its parts.
    public init(_ plans: [SamplingPlan] = []) { self.plans = plans.sorted { $0.name < $1.name } }

    /// Reads also what was written before plans had revisions.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        plans = try container.decode([SamplingPlan].self, forKey: .plans)
        revision = try container.decodeIfPresent(UInt64.self, forKey: .revision) ?? 0
    }

    private enum CodingKeys: CodingKey { case plans, revision }

    /// Where they are stored.
    public static let key: DocumentKey = "sampling-plans"
    /// Where it is stored.
    public var key: DocumentKey { Self.key }

    /// With a plan in the place of the one that has its name.
    public func with(_ plan: SamplingPlan) -> SamplingPlans {
        SamplingPlans(plans.filter { $0.name != plan.name } + [plan])
    }

    /// The plan for goods: one for regulated goods goes before others, then one for the supplier, the brand, own brands, the
    /// category (the nearest one first), and then the first by name.
    public func plan(for goods: GoodsTraits) -> SamplingPlan? {
        var best: (rank: [Int], plan: SamplingPlan)?
        for plan in plans {
            guard let rank = goods.rank(of: plan.scope) else { continue }
            let whole = [plan.isRegulated ? 0 : 1] + rank
            if let known = best, !whole.lexicographicallyPrecedes(known.rank) { continue }
            best = (whole, plan)
        }
        return best?.plan
    }
}

/// What of goods a sampling plan can be about.
public struct GoodsTraits: Hashable, Sendable {
    /// The code of the supplier; nil: not known.
    public var supplier: String?
    /// The code of the brand; nil: none.
    public var brand: String?
    /// The brand is the retailer's own.
    public var isPrivateLabel: Bool
    /// The code of the category, then of the one that it is part of, and so on.
    public var categories: [String]

    /// Made of its parts.
    public init(
        supplier: String? = nil, brand: String? = nil, isPrivateLabel: Bool = false, categories: [String] = []
    ) {
        self.supplier = supplier
        self.brand = brand
        self.isPrivateLabel = isPrivateLabel
        self.categories = categories
    }

    /// Adds a category behind those that are part of it; false where it stands there already, or there are too many.
    mutating func takes(category: String) -> Bool {
        /// Deeper than any tree of categories that a person made.
        let nestingMax = 32
        guard categories.count < nestingMax, !categories.contains(category) else { return false }
        categories.append(category)
        return true
    }

    /// How near a scope is to the goods, nearest first; nil: it is about others.
    func rank(of scope: SamplingPlan.Scope) -> [Int]? {
        switch scope {
        case .supplier(let code): code == supplier ? [0, 0] : nil
        case .brand(let code): code == brand ? [1, 0] : nil
        case .privateLabel: isPrivateLabel ? [2, 0] : nil
        case .category(let code): categories.firstIndex(of: code).map { [3, $0] }
        }
    }
}
