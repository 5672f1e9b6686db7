/// The proof in words and numbers.
public enum ProofText {
    /// One thing that was compared.
    public struct Line {
        /// What it is.
        public var what: String
        /// How many.
        public var value: String
        /// It should be zero, and is not.
        public var isBad: Bool
    }

    /// In one sentence.
    public static func verdict(of proof: ProofResult) -> String {
        if let gap = proof.gap { return "It could not be proven: \(gap)." }
        return proof.holds
            ? "Nothing was oversold, nothing was lost, nothing was granted twice."
            : "The answers, the events and the final state do not agree."
    }

    /// Everything that was compared, in the order of what people ask for first.
    public static func lines(of proof: ProofResult) -> [Line] {
        var lines: [Line] = []
        func line(_ what: String, _ value: Int, isBad: Bool = false) {
            lines.append(Line(what: what, value: ReportText.count(value), isBad: isBad))
        }
        line("reservations and sales that were acknowledged", proof.acknowledged)
        line("lost", proof.lost, isBad: proof.lost > 0)
        line("granted twice", proof.grantedTwice, isBad: proof.grantedTwice > 0)
        line("granted without an answer that says so", proof.unannounced, isBad: proof.unannounced > 0)
        line("other than was asked for and answered", proof.contradicted, isBad: proof.contradicted > 0)
        if proof.uncertain > 0 {
            line("never answered", proof.uncertain)
            line("of these, granted", proof.uncertainGranted)
        }
        line("events that were read", proof.events)
        line("moments at which more was promised than was there", proof.oversold, isBad: proof.oversold > 0)
        if proof.caps > 0 {
            line("caps that were watched", proof.caps)
            line("moments at which a cap was exceeded", proof.capsExceeded, isBad: proof.capsExceeded > 0)
        }
        line("levels that were compared", proof.levels)
        line("other than the events come to", proof.levelsDiffering, isBad: proof.levelsDiffering > 0)
        if proof.receipts > 0 { line("receipts that were acknowledged", proof.receipts) }
        line("reservations that were looked up one by one", proof.lookedUp)
        line("other than the events say", proof.lookedUpDiffering, isBad: proof.lookedUpDiffering > 0)
        return lines
    }
}
