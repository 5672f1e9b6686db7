public import StockModel

/// From which value on something has to be approved, and by whom.
///
/// It is data: whoever asks for an approval by it names its version as a precondition, so that none is asked for, or left
/// out, by a policy that has been replaced meanwhile. Whoever decides names it too: who may is what it says then.
public struct ApprovalPolicy: Policy {
    /// What it is.
    public static let kind = DocumentKind.approvalPolicy
    /// What it is about, such as `purchase-order`.
    public var subject: String
    /// The thresholds; the highest one that a value is above, of those that are about it, says who approves.
    public var thresholds: [Threshold]
    /// How often it has been set.
    public var revision: UInt64 = 0

    /// From a value on, these may approve.
    public struct Threshold: Codable, Hashable, Sendable {
        /// Values above this one need an approval.
        public var above: Money
        /// Only what is about this party, by its code, such as a supplier; nil: about anybody.
        ///
        /// What is about the party itself goes before what is about anybody.
        public var party: String?
        /// The principals who may approve.
        public var approvers: [UInt32]

        /// Made of its parts.
        public init(above: Money, party: String? = nil, approvers: [UInt32]) {
            self.above = above
            self.party = party
            self.approvers = approvers
        }
    }

    /// Made of its parts.
    public init(subject: String, thresholds: [Threshold]) {
        self.subject = subject
        self.thresholds = thresholds
    }

    /// The most approvers of one threshold.
    public var named: Int { thresholds.map(\.approvers.count).max() ?? 0 }

    /// Where it is stored.
    public var key: DocumentKey { Self.key(of: subject) }

    /// Where the policy of a subject is stored.
    public static func key(of subject: String) -> DocumentKey { DocumentKey("policy/approval/\(subject)") }

    /// Who may approve a value; nil: nobody has to.
    public func approvers(of value: Money, party: String) -> [PrincipalID]? {
        let own = thresholds.filter { $0.party == party }
        let about = own.isEmpty ? thresholds.filter { $0.party == nil } : own
        let exceeded = about.filter { $0.above < value }.max { $0.above < $1.above }
        return exceeded?.approvers.map { PrincipalID(rawValue: $0) }
    }
}
