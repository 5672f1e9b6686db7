/// What somebody has found who has looked at goods.
public struct Finding: Codable, Hashable, Sendable {
    /// What follows for the lot.
    public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
        /// All of it may be sold.
        case pass
        /// None of it.
        case fail
        /// A part of it, with a reason.
        case conditional
    }

    /// What follows for the lot.
    public var verdict: Verdict
    /// Base units that were looked at; none where it is a buyer's word.
    public var sampled: Int64
    /// Base units that may be sold: of a lot that passes under conditions; else all or none.
    public var accepted: Int64
    /// The points of the checklist, in its order, and whether each is fulfilled.
    public var answers: [Answer]
    /// Why not all of it may be sold.
    public var reason: String

    /// A point of a checklist.
    public struct Answer: Codable, Hashable, Sendable {
        /// The point.
        public var point: String
        /// Whether it is fulfilled.
        public var isFulfilled: Bool

        /// Made of its parts.
        public init(_ point: String, isFulfilled: Bool) {
            self.point = point
            self.isFulfilled = isFulfilled
        }
    }

    /// Made of its parts.
    public init(_ verdict: Verdict, sampled: Int64, accepted: Int64, answers: [Answer] = [], reason: String = "") {
        self.verdict = verdict
        self.sampled = sampled
        self.accepted = accepted
        self.answers = answers
        self.reason = reason
    }

    /// What does not allow it as an answer to what had to be looked at.
    ///
    /// - Parameters:
    ///   - units: of the lot.
    ///   - sample: how many of them have to be looked at.
    ///   - checklist: what has to be looked at.
    ///   - regulated: no part of the lot passes under conditions.
    /// - Returns: the rule; nil: it can be recorded.
    func obstacle(
        lot units: Int64, sample: Int64, checklist: [String], isRegulated regulated: Bool
    ) -> InspectionRule? {
        guard sampled >= sample, sampled <= units else {
            return .sampleDiffers(sampled: sampled, atLeast: sample, of: units)
        }
        let unanswered = checklist.filter { point in !answers.contains { $0.point == point } }
        guard unanswered.isEmpty else { return .unanswered(unanswered) }
        let isMeant =
            switch verdict {
            case .pass: accepted == units
            case .fail: accepted == 0
            case .conditional: accepted > 0 && accepted < units
            }
        guard isMeant else { return .acceptedDiffers(verdict, accepted: accepted, of: units) }
        if verdict == .conditional, regulated { return .isRegulated }
        if verdict == .pass, let failed = answers.first(where: { !$0.isFulfilled }) {
            return .notFulfilled(failed.point)
        }
        if verdict != .pass, reason.isEmpty { return .needsReason(verdict) }
        return nil
    }
}
