/// The fields of one record, without their quotes.
///
/// It is reused from record to record.
public struct CSVRecord: Equatable, Sendable {
    /// The line on which the record begins, counted from 1.
    public internal(set) var line = 0

    var bytes: [UInt8] = []
    var ends: [Int] = []

    /// Line breaks inside the record's quoted fields.
    var innerLineBreaks = 0

    /// How many fields it has.
    public var count: Int { ends.count }

    /// The bytes of one field; empty when there is no such field.
    public subscript(field: Int) -> ArraySlice<UInt8> {
        guard field >= 0, field < ends.count else { return [] }
        return bytes[(field == 0 ? 0 : ends[field - 1])..<ends[field]]
    }

    /// The text of one field.
    ///
    /// What is not UTF-8 is replaced by U+FFFD: texts are for people, and a legacy encoding is no reason to
    /// lose a document.
    public func text(_ field: Int) -> String { String(decoding: self[field], as: UTF8.self) }

    /// The field without blanks at its ends.
    package func trimmed(_ field: Int) -> ArraySlice<UInt8> {
        var slice = self[field]
        while let first = slice.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") { slice.removeFirst() }
        while let last = slice.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { slice.removeLast() }
        return slice
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        innerLineBreaks = 0
    }

    mutating func endField() { ends.append(bytes.count) }
}
