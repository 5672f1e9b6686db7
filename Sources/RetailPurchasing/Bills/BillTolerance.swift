public import RetailDocuments
public import StockModel

/// By how much a supplier's bill may differ from order and receipt before a buyer has to look at it.
///
/// A difference is tolerated when it is at most the share, or at most the fixed amount: whichever allows more.
public struct BillTolerance: Policy {
    /// What it is.
    public static let kind = DocumentKind.billTolerance
    /// The tolerances; a party's own go before those for anybody.
    public var tolerances: [Tolerance]
    /// Who accepts a difference above the tolerance; nil: the buyers of the order.
    public var acceptedBy: [UInt32]?
    /// How often it has been set.
    public var revision: UInt64 = 0

    /// How much more may be billed.
    public struct Tolerance: Codable, Hashable, Sendable {
        /// Only for this supplier, by his code; nil: for any.
        public var party: String?
        /// Of the cost that was agreed, in 1/100 of a per cent.
        public var costBasisPoints: Int64
        /// Of a base unit.
        public var costAmount: Money
        /// Of the quantity ordered, in 1/100 of a per cent.
        public var quantityBasisPoints: Int64
        /// Base units of a line.
        public var quantityUnits: Int64

        /// Made of its parts; by default nothing is tolerated.
        public init(
            party: String? = nil, costBasisPoints: Int64 = 0, costAmount: Money = .zero, quantityBasisPoints: Int64 = 0,
            quantityUnits: Int64 = 0
        ) {
            self.party = party
            self.costBasisPoints = costBasisPoints
            self.costAmount = costAmount
            self.quantityBasisPoints = quantityBasisPoints
            self.quantityUnits = quantityUnits
        }

        /// Whether a unit may be billed at this cost; less than agreed is never a difference.
        public func allows(cost: Money, agreed: Money) -> Bool {
            guard let more = cost.subtracting(agreed) else { return false }
            return more <= costAmount
                || Self.share(costBasisPoints, of: agreed.tenThousandths) >= Int128(more.tenThousandths)
        }

        /// Whether so many may be billed where so many have come and are not billed yet.
        public func allows(quantity: Int64, notBilled: Int64, ordered: Int64) -> Bool {
            let more = Int128(quantity) - Int128(notBilled)
            return more <= Int128(quantityUnits) || Self.share(quantityBasisPoints, of: ordered) >= more
        }

        private static func share(_ basisPoints: Int64, of whole: Int64) -> Int128 {
            Int128(basisPoints) * Int128(whole) / 10_000
        }
    }

    /// Made of its parts.
    public init(tolerances: [Tolerance], acceptedBy: [PrincipalID]? = nil) {
        self.tolerances = tolerances
        self.acceptedBy = acceptedBy?.map(\.rawValue)
    }

    /// How many accept differences.
    public var named: Int { acceptedBy?.count ?? 0 }

    /// Where it is stored.
    public var key: DocumentKey { Self.key }

    /// Where it is stored.
    public static let key: DocumentKey = "policy/bill-tolerance"

    /// What holds for a supplier.
    public func tolerance(for party: String) -> Tolerance {
        tolerances.first { $0.party == party } ?? tolerances.first { $0.party == nil } ?? Tolerance()
    }
}
