import RetailReplay

/// What a replay says at its end: the format's figures, what this run did, and what `verify` found.
struct ReplayResult<Figures: Encodable>: Encodable {
    let format: String
    let figures: Figures
    let report: ReplayReport
    let problems: ProblemLog
    let verification: Verification?

    private enum CodingKeys: String, CodingKey {
        case format, performed, conflicts, problems
        case alreadyThere = "already_there"
        case notTaken = "not_taken"
        case verifyDifferences = "verify_differences"
        case stateHash = "state_hash"
    }

    /// The figures stand beside the rest, without a level of their own.
    func encode(to encoder: any Encoder) throws {
        try figures.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(format, forKey: .format)
        try container.encode(report.performed, forKey: .performed)
        try container.encode(report.alreadyThere, forKey: .alreadyThere)
        try container.encode(report.conflicts, forKey: .conflicts)
        try container.encode(report.notTaken.map(\.description), forKey: .notTaken)
        try container.encode(problems.kept.map(\.description), forKey: .problems)
        try container.encodeIfPresent(verification?.differences, forKey: .verifyDifferences)
        try container.encodeIfPresent(verification?.stateHash, forKey: .stateHash)
    }

    /// Whether something was refused or differs; malformed rows are reported and are no failure.
    var differs: Bool { !report.notTaken.isEmpty || (verification?.differences ?? 0) > 0 }

    /// Malformed rows and documents that were not taken, with their lines.
    var complaints: [String] {
        problems.shown + report.notTaken.map(\.description).shown(of: report.notTaken.count)
    }

    var text: String {
        let run =
            "this run: \(NumberText.grouped(report.performed)) documents performed, "
            + "\(NumberText.grouped(report.alreadyThere)) already there, "
            + "\(NumberText.grouped(report.notTaken.count)) not taken"
        return [run, verification?.text].compactMap(\.self).joined(separator: "\n")
    }
}

extension ProblemLog {
    /// The malformed rows that are named on the screen.
    var shown: [String] { kept.map(\.description).shown(of: count) }
}

extension [String] {
    /// As many malformed rows, and as many documents that were not taken, are named on the screen.
    private static var shownMax: Int { 20 }

    /// The first of them, and how many there are besides.
    fileprivate func shown(of count: Int) -> [String] {
        let shown = prefix(Self.shownMax)
        return shown + (count > shown.count ? ["… and \(NumberText.grouped(count - shown.count)) more"] : [])
    }
}
