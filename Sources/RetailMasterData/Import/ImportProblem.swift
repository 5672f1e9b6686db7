/// A rule that a row breaks, and where.
public struct ImportProblem: Hashable, Sendable {
    /// The file, such as `skus.csv`.
    public var file: String
    /// The line on which the row begins, from 1, that of the names of the columns included.
    public var line: Int
    /// What is wrong, and what would be needed.
    public var rule: ImportRule

    /// Made of its parts.
    public init(file: String, line: Int, rule: ImportRule) {
        self.file = file
        self.line = line
        self.rule = rule
    }
}

extension ImportProblem: CustomStringConvertible {
    /// One line for a person, with the remedy.
    public var description: String { "\(file):\(line): \(rule) (\(rule.name)); \(rule.remedy)" }
}
