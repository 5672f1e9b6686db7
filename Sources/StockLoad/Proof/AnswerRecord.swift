import StockBytes
import StockModel

/// The rehearsal's own record of what it was told, small enough to be kept for every reservation, sale and receipt.
///
/// Each has a number. Its digest is the sum of what every answer about it said; what the events of the store say is taken
/// off again, so that it is zero in the end exactly if the store has done all that it acknowledged, and nothing else.
struct AnswerRecord: Sendable {
    /// What is known of one number.
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt8

        /// The server has acknowledged it.
        static let granted = Marks(rawValue: 1)
        /// A request about it was sent and never answered.
        static let uncertain = Marks(rawValue: 2)
        /// The feed says that it was granted.
        static let seen = Marks(rawValue: 4)
        /// The feed says so at a second sequence.
        static let seenAgain = Marks(rawValue: 8)
        /// It is a receipt, not a reservation or a sale.
        static let receipt = Marks(rawValue: 16)
        /// The answer granted something else than was asked for, or the feed ended a hold before its time.
        static let wrong = Marks(rawValue: 32)
    }

    /// The upper half of the ids of all reservations.
    let idHigh: UInt64
    private(set) var digests: [UInt64] = []
    private(set) var marks: [Marks] = []
    /// The place of the channel that was asked.
    private(set) var channels: [UInt8] = []
    /// When the hold ends, as the answer said: tenths of a second after the beginning, rounded down.
    private var deadlines: [UInt32] = []

    init(idHigh: UInt64) { self.idHigh = idHigh }

    static let idLowMarker: UInt64 = 0x8000_0000_0000_0000

    /// The next one; gives its number.
    mutating func ask(channel: Int = 0, _ marks: Marks = []) -> Int {
        digests.append(0)
        self.marks.append(marks)
        channels.append(UInt8(clamping: channel))
        deadlines.append(0)
        return digests.count - 1
    }

    func id(of number: Int) -> ReservationID {
        ReservationID(high: idHigh, low: Self.idLowMarker | UInt64(clamping: number))
    }

    /// The number of a reservation with these ids; nil where it was never asked for.
    func number(of id: ReservationID) -> Int? {
        guard id.high == idHigh, let number = Int(exactly: id.low ^ Self.idLowMarker), marks.indices.contains(number)
        else { return nil }
        return number
    }

    mutating func mark(_ number: Int, _ more: Marks) { marks[number].formUnion(more) }

    mutating func acknowledged(_ statement: Statement, of number: Int) { digests[number] &+= statement.digest }
    mutating func seen(_ statement: Statement, of number: Int) { digests[number] &-= statement.digest }

    mutating func promise(_ number: Int, until deadline: Instant) {
        deadlines[number] = UInt32(clamping: deadline.milliseconds(since: began) / 100)
    }

    /// Not before this moment may the hold end, to a tenth of a second.
    func deadline(of number: Int) -> Instant { began.advanced(byMilliseconds: Int64(deadlines[number]) * 100) }

    /// The ids say when the rehearsal began.
    private var began: Instant { Instant(millisecondsSinceEpoch: Int64(clamping: idHigh >> 16)) }
}

extension AnswerRecord {
    /// As bytes: what one process hands to another.
    func encode(into writer: inout ByteWriter) {
        writer.append(idHigh)
        writer.append(UInt64(digests.count))
        for digest in digests { writer.append(digest) }
        for mark in marks { writer.append(mark.rawValue) }
        for channel in channels { writer.append(channel) }
        for deadline in deadlines { writer.append(deadline) }
    }

    /// Reads what `encode` appended.
    init(from reader: inout ByteReader) throws(BytesError) {
        idHigh = try reader.read()
        for _ in 0..<(try reader.read(UInt64.self)) { digests.append(try reader.read()) }
        for _ in digests { marks.append(Marks(rawValue: try reader.read())) }
        for _ in digests { channels.append(try reader.read()) }
        for _ in digests { deadlines.append(try reader.read()) }
    }
}

/// The paper that each receipt of a rehearsal stands on: it has the number of the receipt.
enum ReceiptPaper {
    private static let prefix = "load/"

    static func key(idHigh: UInt64, number: Int) -> DocumentKey {
        DocumentKey("\(prefix)\(String(idHigh, radix: 16))/\(number)")
    }

    /// Nil for another paper.
    static func read(_ key: DocumentKey) -> (idHigh: UInt64, number: Int)? {
        guard key.bytes.starts(with: prefix.utf8) else { return nil }
        let parts = key.description.dropFirst(prefix.count).split(separator: "/")
        guard parts.count == 2, let idHigh = UInt64(parts[0], radix: 16), let number = Int(parts[1]) else { return nil }
        return (idHigh, number)
    }
}
