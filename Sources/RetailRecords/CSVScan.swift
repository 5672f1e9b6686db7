/// The grammar of RFC 4180, section 2, as one pure step that finds where a record ends.
///
/// Lines may end in LF or CR LF; quoted fields may hold commas, line breaks and doubled quotes.
struct CSVScan {
    enum Outcome: Equatable {
        /// The record is complete; the next one begins at `next`.
        case record(next: Int)
        /// Not a record. Its first fields are there as far as they could be read.
        case malformed(RecordFault)
        /// The bytes end before the record does, and there may be more of them.
        case needsMore
    }

    /// What the end of the given bytes means.
    enum End { case moreMayFollow, ofFile, ofRecordLimit }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Reads one record of `bytes[start..<limit]` into `record`.
    static func scan(
        _ bytes: [UInt8], from start: Int, to limit: Int, end: End, into record: inout CSVRecord
    ) -> Outcome {
        record.removeAll()
        var at = start
        while true {
            let field =
                at < limit && bytes[at] == quote
                ? quotedField(bytes, from: at + 1, to: limit, end: end, into: &record)
                : plainField(bytes, from: at, to: limit, end: end, into: &record)
            switch field {
            case .another(let next): at = next
            case .last(let outcome): return outcome
            }
        }
    }

    private enum Field {
        case another(from: Int)
        case last(Outcome)
    }

    private static func plainField(
        _ bytes: [UInt8], from start: Int, to limit: Int, end: End, into record: inout CSVRecord
    ) -> Field {
        var at = start
        while at < limit {
            let byte = bytes[at]
            if byte == comma || byte == lineFeed { break }
            if byte == quote { return .last(.malformed(.quoteInsideField)) }
            at += 1
        }
        if at == limit, end != .ofFile { return .last(unfinished(end)) }
        var fieldEnd = at
        let isLastOfLine = at == limit || bytes[at] == lineFeed
        if isLastOfLine, fieldEnd > start, bytes[fieldEnd - 1] == carriageReturn { fieldEnd -= 1 }
        record.bytes.append(contentsOf: bytes[start..<fieldEnd])
        record.endField()
        return isLastOfLine ? .last(.record(next: min(at + 1, limit))) : .another(from: at + 1)
    }

    private static func quotedField(
        _ bytes: [UInt8], from start: Int, to limit: Int, end: End, into record: inout CSVRecord
    ) -> Field {
        let fieldStart = record.bytes.count
        var at = start
        var segmentStart = start
        while true {
            while at < limit, bytes[at] != quote {
                if bytes[at] == lineFeed { record.innerLineBreaks += 1 }
                at += 1
            }
            if at == limit {
                record.bytes.removeLast(record.bytes.count - fieldStart)
                return .last(unfinished(end))
            }
            record.bytes.append(contentsOf: bytes[segmentStart..<at])
            at += 1
            guard at < limit, bytes[at] == quote else { break }
            segmentStart = at
            at += 1
        }
        // `at` stands behind the closing quote.
        if at == limit {
            guard end == .ofFile else { return .last(unfinished(end)) }
            record.endField()
            return .last(.record(next: limit))
        }
        if bytes[at] == carriageReturn {
            at += 1
            if at == limit, end != .ofFile { return .last(unfinished(end)) }
            guard at == limit || bytes[at] == lineFeed else { return .last(.malformed(.textAfterClosingQuote)) }
        } else if bytes[at] == comma {
            record.endField()
            return .another(from: at + 1)
        } else if bytes[at] != lineFeed {
            return .last(.malformed(.textAfterClosingQuote))
        }
        record.endField()
        return .last(.record(next: min(at + 1, limit)))
    }

    private static func unfinished(_ end: End) -> Outcome {
        switch end {
        case .moreMayFollow: .needsMore
        case .ofFile: .malformed(.unclosedQuote)
        case .ofRecordLimit: .malformed(.recordTooLong(bytesMax: CSVReader.recordBytesMax))
        }
    }
}
