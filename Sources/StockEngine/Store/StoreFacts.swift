import StockAPI
import StockBytes
import StockModel

/// What a store knows about itself: one row in `meta`, written with every checkpoint.
struct StoreFacts: Equatable, Sendable {
    static let formatCurrent: UInt32 = 6
    /// The version of the rules by which commands are applied.
    ///
    /// A journal of other rules is not replayed.
    static let applyVersion: UInt16 = 5

    var format = formatCurrent
    /// Random, made with the store: says that journal and rows belong together, and seeds its hash tables.
    var storeLow: UInt64
    var storeHigh: UInt64
    /// New at every restore.
    var incarnation: UInt64
    /// The last sequence in the rows.
    var sequence: SequenceNumber = 0
    /// Engine time at that sequence.
    var time: Instant = .epoch
    /// The sum of the hashes of all rows, modulo 2^128.
    var stateHash: UInt128 = 0
    /// A store that was once opened on a simulated clock says so for ever.
    var isSimulated = false
    /// A journal was begun for it, so that one that is missing is missed.
    var hadJournal = false
    /// How far retention has come through the events: for requests, for closed reservations, for events themselves.
    var requestsTrimmed: SequenceNumber = 0
    var reservationsTrimmed: SequenceNumber = 0
    var eventsTrimmed: SequenceNumber = 0
    /// Where the merge of the runs into `levels` stands.
    var merge = MergePosition()
    /// The rules by which the last checkpoint's commands were applied; 0 where the store does not say.
    private(set) var appliedBy = applyVersion
    /// By these times the commands after the checkpoint were judged, so replay judges by them too.
    var retention = Retention()
    /// Requests issued at this time or before count as too old, whatever the window: they may have been forgotten while
    /// it was shorter.
    var requestsForgottenThrough = Instant(millisecondsSinceEpoch: .min)

    static let key: [UInt8] = Array("store".utf8)

    init(storeLow: UInt64, storeHigh: UInt64, incarnation: UInt64) {
        self.storeLow = storeLow
        self.storeHigh = storeHigh
        self.incarnation = incarnation
    }

    /// Those of a store that is being made.
    static func new(_ retention: Retention, randomNumber: () -> UInt64) -> StoreFacts {
        var facts = StoreFacts(storeLow: randomNumber(), storeHigh: randomNumber(), incarnation: randomNumber())
        facts.retention = retention
        return facts
    }

    /// | bytes | 1 version · 4 format · 16 store id · 8 incarnation · 8 sequence · 8 time · 16 state hash · 1 flags.
    ///
    /// 1 simulated, 2 had a journal · 8 × 3 trimmed · 2 apply version · 4 merge pass · 8 and 4 merge's next level ·
    /// 8 × 4 retention · 8 requests forgotten through · 4 checksum |
    func encode(into writer: inout ByteWriter) {
        writer.append(RowBytes.version)
        writer.append(format)
        writer.append(storeLow)
        writer.append(storeHigh)
        writer.append(incarnation)
        writer.append(sequence)
        time.encode(into: &writer)
        writer.append(UInt64(truncatingIfNeeded: stateHash))
        writer.append(UInt64(truncatingIfNeeded: stateHash >> 64))
        writer.append(UInt8((isSimulated ? 1 : 0) | (hadJournal ? 2 : 0)))
        writer.append(requestsTrimmed)
        writer.append(reservationsTrimmed)
        writer.append(eventsTrimmed)
        writer.append(Self.applyVersion)
        writer.append(merge.pass)
        writer.append(merge.next.sku)
        writer.append(merge.next.location)
        retention.encode(into: &writer)
        requestsForgottenThrough.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws(BytesError) {
        let format = try reader.read(UInt32.self)
        self.init(
            storeLow: try reader.read(), storeHigh: try reader.read(), incarnation: try reader.read())
        self.format = format
        sequence = try reader.read()
        time = try Instant(from: &reader)
        let low = try reader.read(UInt64.self)
        stateHash = UInt128(try reader.read(UInt64.self)) << 64 | UInt128(low)
        let flags = try reader.read(UInt8.self)
        isSimulated = flags & 1 != 0
        hadJournal = flags & 2 != 0 || sequence > 0
        requestsTrimmed = try reader.read()
        reservationsTrimmed = try reader.read()
        eventsTrimmed = try reader.read()
        appliedBy = 0
        guard format > 1 else { return }
        appliedBy = try reader.read()
        merge.pass = try reader.read()
        merge.next.sku = try reader.read()
        merge.next.location = try reader.read()
        guard format > 2 else { return }
        retention = try Retention(from: &reader)
        requestsForgottenThrough = try Instant(from: &reader)
    }

    /// The store remembers for other times from `now` on, the time of its last command.
    mutating func change(to retention: Retention, at now: Instant) {
        let forgotten = now.advanced(byMilliseconds: -self.retention.requestWindowMilliseconds)
        requestsForgottenThrough = max(requestsForgottenThrough, forgotten)
        self.retention = retention
    }

    /// A row's part in the state hash: its 64-bit hash below, a mix of it above.
    static func weight(_ hash: UInt64) -> UInt128 {
        let mixed = (hash ^ (hash >> 31)) &* 0x9FB2_1C65_1E98_DF25
        return UInt128(mixed ^ (mixed >> 28)) << 64 | UInt128(hash)
    }
}
