/// Why bytes are no record of the file that they stand in.
public enum RecordFault: Equatable, Hashable, Sendable {
    /// More or fewer fields than every record has.
    case wrongColumnCount(expected: Int, found: Int)
    /// A quoted field goes on after its closing quote.
    case textAfterClosingQuote
    /// A quote stands inside a field that does not begin with one.
    case quoteInsideField
    /// A quoted field is still open at the end of the file.
    case unclosedQuote
    /// The record does not end within this many bytes; an open quote is the usual cause.
    case recordTooLong(bytesMax: Int)
}

extension RecordFault: CustomStringConvertible {
    /// The reason in a few words.
    public var description: String {
        switch self {
        case .wrongColumnCount(let expected, let found): "\(found) fields instead of \(expected)"
        case .textAfterClosingQuote: "text after a closing quote"
        case .quoteInsideField: "a quote inside an unquoted field"
        case .unclosedQuote: "a quote that is never closed"
        case .recordTooLong(let bytesMax): "a record longer than \(bytesMax) bytes"
        }
    }
}
