/// Reads records of comma-separated values one after another, in memory that does not grow with the file.
///
/// A malformed record is a value, not an end: it is named with its line, and reading goes on at the
/// line after the one where it began, so that a stray quote costs its own line and not the file.
/// Empty lines and a byte order mark are passed over. Cost: about 5 ns per byte.
/// Written here because the package that could do it (SwiftCSV) holds a whole file as one `String`.
public struct CSVReader {
    /// Bytes of one record, its line breaks included.
    public static let recordBytesMax = 65_536

    /// What one call of `next()` found.
    public enum Step: Equatable, Sendable {
        /// A record of the expected number of fields, in `record`.
        case record
        /// No record; `record` holds the fields that could be read before the fault.
        case malformed(RecordFault)
    }

    /// The record read last.
    public private(set) var record = CSVRecord()

    /// Whether the record read last ran into the end of the file without a line break: it may be cut.
    public private(set) var endsWithoutLineBreak = false

    private let source: () throws(InputError) -> [UInt8]?
    private var buffer: [UInt8] = []
    private var position = 0
    /// Bytes in front of the buffer.
    private var dropped = 0
    private var sourceIsAtEnd = false
    private var line = 1
    private var isAtStart = true
    private var columns: Int?

    /// Reads what `chunks` gives, call after call, until it gives nil.
    ///
    /// A chunk may be of any size.
    public init(chunks: @escaping () throws(InputError) -> [UInt8]?) { source = chunks }

    /// Reads bytes that are in memory.
    public init(bytes: [UInt8]) {
        source = { () throws(InputError) -> [UInt8]? in nil }
        buffer = bytes
        sourceIsAtEnd = true
    }

    /// Reads the first record, which must say exactly `columns`, and holds every later one to their number.
    ///
    /// Throws `headerDiffers` when it says anything else, also when the input is empty.
    public mutating func readHeader(_ columns: [String]) throws(InputError) {
        let step = try next()
        let found = step == nil ? [] : (0..<record.count).map { field in record.text(field) }
        guard step == .record, found == columns else {
            throw InputError.headerDiffers(expected: columns, found: found)
        }
        self.columns = columns.count
    }

    /// Reads the first record as the names of columns in whatever order, and holds every later one to their number.
    ///
    /// Nil where there is none, or it is malformed.
    public mutating func readHeader() throws(InputError) -> [String]? {
        guard try next() == .record else { return nil }
        columns = record.count
        return (0..<record.count).map { field in record.text(field) }
    }

    /// How many bytes of the input have been read: up to the end of the record read last.
    public var offset: Int { dropped + position }

    /// The next record into `record`, or what was wrong with it; nil at the end of the input.
    ///
    /// Throws only what the source of the chunks throws.
    public mutating func next() throws(InputError) -> Step? {
        if isAtStart { try passByteOrderMark() }
        while true {
            guard try hasMore() else { return nil }
            let start = position
            record.line = line
            switch try scan() {
            case .record(let next):
                position = next
                line += record.innerLineBreaks + 1
                endsWithoutLineBreak = next == buffer.count && sourceIsAtEnd && buffer[next - 1] != UInt8(ascii: "\n")
                if let columns, record.count != columns {
                    if record.count == 1, record[0].isEmpty { continue }
                    return try malformed(.wrongColumnCount(expected: columns, found: record.count), from: start)
                }
                if columns == nil, record.count == 1, record[0].isEmpty { continue }
                return .record
            case .malformed(let reason):
                return try malformed(reason, from: start)
            case .needsMore:
                try refill()
            }
        }
    }

    private mutating func scan() throws(InputError) -> CSVScan.Outcome {
        let limit = min(buffer.count, position + Self.recordBytesMax)
        let end: CSVScan.End =
            if limit < buffer.count { .ofRecordLimit } else if sourceIsAtEnd { .ofFile } else { .moreMayFollow }
        return CSVScan.scan(buffer, from: position, to: limit, end: end, into: &record)
    }

    /// Goes on at the line after the one that begins at `start`.
    private mutating func malformed(_ reason: RecordFault, from start: Int) throws(InputError) -> Step {
        line = record.line + 1
        position = start
        while true {
            if let lineFeed = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
                position = lineFeed + 1
                endsWithoutLineBreak = false
                return .malformed(reason)
            }
            position = buffer.count
            guard try hasMore() else {
                endsWithoutLineBreak = true
                return .malformed(reason)
            }
        }
    }

    private mutating func hasMore() throws(InputError) -> Bool {
        while position == buffer.count {
            if sourceIsAtEnd { return false }
            try refill()
        }
        return true
    }

    /// Drops what has been read and appends one chunk.
    private mutating func refill() throws(InputError) {
        buffer.removeFirst(position)
        dropped += position
        position = 0
        if let chunk = try source() { buffer.append(contentsOf: chunk) } else { sourceIsAtEnd = true }
    }

    private mutating func passByteOrderMark() throws(InputError) {
        isAtStart = false
        while buffer.count < 3, !sourceIsAtEnd { try refill() }
        if buffer.starts(with: [0xEF, 0xBB, 0xBF] as [UInt8]) { position = 3 }
    }
}
