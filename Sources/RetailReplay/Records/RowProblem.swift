public import RetailRecords

/// A row that could not be taken as it stands, where, and why.
public struct RowProblem: Equatable, Sendable {
    /// Why a row was refused.
    ///
    /// Columns go by the names of the file's header.
    @nonexhaustive
    public enum Reason: Equatable, Sendable {
        /// Bytes that are no record of the file.
        case record(RecordFault)
        /// A field that must say something is empty.
        case missing(column: String)
        /// Not a whole number.
        case notAnInteger(column: String)
        /// Not a decimal number that is exact in 1/10,000.
        case notAnExactDecimal(column: String)
        /// Not a date and time `YYYY-MM-DD hh:mm:ss`.
        case notATimestamp(column: String)
        /// A number outside `ReplayLimits`, or of a sign that this column cannot have.
        case outOfRange(column: String)
        /// Not a document number or item code: too long, or of other characters.
        case notACode(column: String)
        /// A row of this basket names another store or household than the basket's first row.
        case disagreesWithBasket(column: String)
        /// Goods rows of one document point in both directions, or against the document's kind.
        case opposedDirections
        /// Not a date `YYYY-MM-DD`, with or without a time behind it.
        case notADate(column: String)
        /// A reference to a row that another file of the folder does not have, or not one that could be taken.
        case unknown(column: String, file: String)
        /// An earlier row of the file has the same.
        case repeated(column: String)
        /// A document without a row in the file of its rows.
        case noRows(file: String)
        /// A document of more rows than a document may have.
        case tooManyRows(max: Int)
    }

    /// The name of the file, where a folder of several was read; nil: the only one.
    public let file: String?

    /// The line on which the record begins, counted from 1, the header's line included.
    public let line: Int

    /// Why the row was refused.
    public let reason: Reason

    /// The document (basket, invoice) that is left out whole because of it; nil when none could be told.
    public let document: String?

    /// A problem at `line`, which takes `document` with it.
    public init(file: String? = nil, line: Int, reason: Reason, document: String? = nil) {
        self.file = file
        self.line = line
        self.reason = reason
        self.document = document
    }
}

extension RowProblem: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        let consequence = document.map { "; document \($0) is left out whole" } ?? ""
        return "\(file.map { "\($0), " } ?? "")line \(line): \(reason)\(consequence)"
    }
}

extension RowProblem.Reason: CustomStringConvertible {
    /// The reason in a few words.
    public var description: String {
        switch self {
        case .record(let fault): "\(fault)"
        case .missing(let column): "\(column) is empty"
        case .notAnInteger(let column): "\(column) is not a whole number"
        case .notAnExactDecimal(let column): "\(column) is not a decimal number of at most four places"
        case .notATimestamp(let column): "\(column) is not a date and time"
        case .outOfRange(let column): "\(column) is out of range"
        case .notACode(let column): "\(column) is not a number or code of this format"
        case .disagreesWithBasket(let column): "\(column) differs from the basket's first row"
        case .opposedDirections: "goods rows of one document point in opposite directions"
        case .notADate(let column): "\(column) is not a date"
        case .unknown(let column, let file): "\(column) names no row that could be taken from \(file)"
        case .repeated(let column): "\(column) stands in an earlier row too"
        case .noRows(let file): "\(file) has no row of it"
        case .tooManyRows(let max): "it has more than \(max) rows"
        }
    }
}

/// The problems met while reading one file: all of them counted, the first ones kept.
public struct ProblemLog: Equatable, Sendable {
    /// How many rows were malformed.
    public private(set) var count = 0

    /// The first of them, at most `ReplayLimits.problemsKeptMax`.
    public private(set) var kept: [RowProblem] = []

    mutating func add(_ problem: RowProblem) {
        count += 1
        if kept.count < ReplayLimits.problemsKeptMax { kept.append(problem) }
    }

    mutating func add(all log: ProblemLog) {
        count += log.count
        kept += log.kept.prefix(ReplayLimits.problemsKeptMax - kept.count)
    }
}
