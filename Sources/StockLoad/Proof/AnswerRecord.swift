import StockBytes
import StockModel

/// The rehearsal's own record of what it was told, small enough to be kept for every reservation.
///
/// A reservation is known by its number. Its digest is the sum of what every answer about it said; an event of the store is
/// taken off again, so that it is zero in the end exactly if the store has done all that it acknowledged, and nothing else.
struct AnswerRecord: Sendable {
    /// What is known of one reservation.
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt8

        /// The server has acknowledged it, as held or sold.
        static let granted = Marks(rawValue: 1)
        /// A request about it was sent and never answered.
        static let uncertain = Marks(rawValue: 2)
        /// The feed says that it was granted.
        static let seen = Marks(rawValue: 4)
        /// The feed says so at a second sequence.
        static let seenAgain = Marks(rawValue: 8)
    }

    /// The upper half of the ids of all reservations.
    let idHigh: UInt64
    private(set) var digests: [UInt64] = []
    private(set) var marks: [Marks] = []
    /// The place of the channel that was asked.
    private(set) var channels: [UInt8] = []
    /// The same for receipts, which have no reservation.
    private var receiptsDigest: UInt64 = 0
    /// Lines that were acknowledged.
    private(set) var receiptsAcknowledged = 0
    private var receiptsSeen = 0
    /// Lines of receipts that were sent and never answered.
    private var receiptsUncertain = 0

    init(idHigh: UInt64) { self.idHigh = idHigh }

    static let idLowMarker: UInt64 = 0x8000_0000_0000_0000

    /// The next reservation; gives its number.
    mutating func ask(channel: Int) -> Int {
        digests.append(0)
        marks.append([])
        channels.append(UInt8(clamping: channel))
        return digests.count - 1
    }

    func id(of number: Int) -> ReservationID {
        ReservationID(high: idHigh, low: Self.idLowMarker | UInt64(clamping: number))
    }

    /// The number of one of these reservations, nil for another's.
    func number(of id: ReservationID) -> Int? {
        guard id.high == idHigh, let number = Int(exactly: id.low ^ Self.idLowMarker), marks.indices.contains(number)
        else { return nil }
        return number
    }

    mutating func mark(_ number: Int, _ more: Marks) { marks[number].formUnion(more) }

    mutating func acknowledged(_ statement: Statement, of number: Int) { digests[number] &+= statement.digest }
    mutating func seen(_ statement: Statement, of number: Int) { digests[number] &-= statement.digest }

    mutating func acknowledged(receipt statement: Statement) {
        receiptsAcknowledged += 1
        receiptsDigest &+= statement.digest
    }

    mutating func seen(receipt statement: Statement) {
        receiptsSeen += 1
        receiptsDigest &-= statement.digest
    }

    mutating func uncertainReceipts(_ lines: Int) { receiptsUncertain += lines }

    /// The ledger has others than were acknowledged; of those that are uncertain it may have any.
    var receiptsDiffer: Bool {
        if receiptsUncertain == 0 { return receiptsDigest != 0 || receiptsSeen != receiptsAcknowledged }
        return !(0...receiptsUncertain).contains(receiptsSeen - receiptsAcknowledged)
    }
}

/// One thing that an answer says, and that an event has to say as well: so many units of a SKU changed their state at a
/// place, with this sequence.
struct Statement {
    var transition: UInt8
    var line: UInt16
    var sku: SKU
    var location: LocationID
    var quantity: Quantity
    var sequence: SequenceNumber

    init(
        transition: UInt8, line: UInt16, sku: SKU, location: LocationID, quantity: Quantity, sequence: SequenceNumber
    ) {
        self.transition = transition
        self.line = line
        self.sku = sku
        self.location = location
        self.quantity = quantity
        self.sequence = sequence
    }

    /// Of a line of a receipt.
    init(receiptOf line: MoveLine, at place: Int, _ sequence: SequenceNumber) {
        self.init(
            transition: 0, line: UInt16(clamping: place), sku: line.sku, location: line.to, quantity: line.quantity,
            sequence: sequence)
    }

    /// Spread over 64 bits.
    var digest: UInt64 {
        var digest = Mixing.mixed(UInt64(transition) << 16 | UInt64(line) &+ 1)
        digest = Mixing.mixed(digest ^ sku.rawValue)
        digest = Mixing.mixed(digest ^ UInt64(location.rawValue))
        digest = Mixing.mixed(digest ^ UInt64(bitPattern: quantity))
        return Mixing.mixed(digest ^ sequence)
    }
}

extension AnswerRecord {
    /// As bytes: what one process hands to another.
    func encode(into writer: inout ByteWriter) {
        writer.append(idHigh)
        writer.append(receiptsDigest)
        writer.append(Int64(receiptsAcknowledged))
        writer.append(Int64(receiptsUncertain))
        writer.append(UInt64(digests.count))
        for digest in digests { writer.append(digest) }
        for mark in marks { writer.append(mark.rawValue) }
        for channel in channels { writer.append(channel) }
    }

    /// Reads what `encode` appended.
    init(from reader: inout ByteReader) throws(BytesError) {
        idHigh = try reader.read()
        receiptsDigest = try reader.read()
        receiptsAcknowledged = Int(try reader.read(Int64.self))
        receiptsUncertain = Int(try reader.read(Int64.self))
        for _ in 0..<(try reader.read(UInt64.self)) { digests.append(try reader.read()) }
        for _ in digests { marks.append(Marks(rawValue: try reader.read())) }
        for _ in digests { channels.append(try reader.read()) }
    }
}
