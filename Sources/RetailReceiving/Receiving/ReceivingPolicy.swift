public import RetailDocuments
public import StockModel

/// How much more than was ordered is taken in without asking a buyer: of one supplier, or wherever nothing else is said.
public struct ReceivingPolicy: Policy {
    /// What it is.
    public static let kind = DocumentKind.receivingPolicy
    /// The code of the supplier; nil: any of whom nothing else is said.
    public var supplier: String?
    /// Beyond what was ordered of a line.
    public var tolerance: Tolerance
    /// How often it has been set.
    public var revision: UInt64 = 0

    /// More than what was ordered of a line, in all.
    public enum Tolerance: Codable, Hashable, Sendable {
        /// So many of 10,000 of what was ordered, rounded down.
        case basisPoints(Int64)
        /// So many base units.
        case units(Int64)

        /// Base units beyond what was ordered.
        public func units(of ordered: Int64) -> Int64 {
            switch self {
            case .units(let units): return Swift.max(0, units)
            case .basisPoints(let share):
                let share = Swift.min(10_000, Swift.max(0, share))
                let ordered = Swift.max(0, ordered)
                // In two parts, so that no product leaves the range.
                return ordered / 10_000 * share + ordered % 10_000 * share / 10_000
            }
        }

        /// Whether it is one: not below zero, and no more than all that was ordered.
        public var isMeant: Bool {
            switch self {
            case .units(let units): units >= 0
            case .basisPoints(let share): (0...10_000).contains(share)
            }
        }
    }

    /// Made of its parts.
    public init(of supplier: String? = nil, tolerance: Tolerance) {
        self.supplier = supplier
        self.tolerance = tolerance
    }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: supplier) }

    /// Where that of a supplier is stored, or the one for all others.
    public static func key(of supplier: String?) -> DocumentKey {
        DocumentKey(supplier.map { "\(supplierPrefix)\($0.keyPart)" } ?? "policy/receiving")
    }

    /// What the keys of those of suppliers begin with.
    static let supplierPrefix = "policy/receiving-of/"
}

extension Workplace {
    /// Says how much more than was ordered is taken in without asking a buyer.
    ///
    /// - Parameters:
    ///   - tolerance: beyond what was ordered of a line.
    ///   - supplier: of one supplier; nil: wherever nothing else is said.
    ///   - reason: why, in the words of who says so.
    /// - Throws: `ReceivingRule.toleranceMakesNoSense`.
    public func setTolerance(
        _ tolerance: ReceivingPolicy.Tolerance, of supplier: String? = nil, reason: String
    ) async throws(WorkflowFailure) {
        guard tolerance.isMeant else { throw .rule(ReceivingRule.toleranceMakesNoSense) }
        try await set(ReceivingPolicy(of: supplier, tolerance: tolerance), reason: reason)
    }
}

extension Workplace {
    /// How much more than was ordered is taken in: wherever nothing else is said, then of each supplier, by key.
    public func receivingPolicies() async throws(WorkflowFailure) -> [ReceivingPolicy] {
        var list: [ReceivingPolicy] = []
        if let other = try await read(ReceivingPolicy.self, at: ReceivingPolicy.key(of: nil)) {
            list.append(other.content)
        }
        return list + (try await read(ReceivingPolicy.self, under: ReceivingPolicy.supplierPrefix).map(\.content))
    }
}

extension Step {
    /// What is tolerated of a supplier; nothing where nothing is said.
    ///
    /// It is a precondition.
    mutating func tolerance(of supplier: String) async throws(WorkflowFailure) -> ReceivingPolicy.Tolerance {
        if let own = try await read(ReceivingPolicy.self, at: ReceivingPolicy.key(of: supplier)) {
            return own.content.tolerance
        }
        return try await read(ReceivingPolicy.self, at: ReceivingPolicy.key(of: nil))?.content.tolerance ?? .units(0)
    }
}
