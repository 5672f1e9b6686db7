import LMDB
import StockAPI
import StockBytes
import StockModel

/// Recomputes from the stored rows everything that has to be true of a store, at one checkpoint.
///
/// Nothing here uses what the engine has in memory, and nothing is repaired. Memory: about 100 bytes per level and 80 per
/// reservation. Runs beside the engine.
struct Verification: ~Copyable {
    let progress: (@Sendable (UInt64) -> Void)?
    /// Asked now and then; when true, `run` throws `closed`.
    let isCancelled: () -> Bool
    var report = VerificationReport()
    private var hash: UInt128 = 0

    private var keyScratch = ByteWriter()
    private var valueScratch = ByteWriter()

    var facts: StoreFacts?
    var locations: [UInt32: LocationDefinition] = [:]
    var levels: [LevelKey: LevelAccount] = [:]
    var promises: [ReservationID: PromiseAccount] = [:]
    var uses: [ChannelUseKey: UseAccount] = [:]
    /// What thresholds are judged by: all policies, all channels, and the kits.
    var policies: [SKU: [ChannelPolicy]] = [:]
    var channels: [ChannelID: ChannelDefinition] = [:]
    var kits: [SKU: [KitComponent]] = [:]

    /// What reservations add up to for a channel that counts.
    struct UseAccount: Equatable {
        var held: Quantity = 0
        var committed: Quantity = 0
        /// Part of what is held, of reservations past their deadline.
        var pastDue: Quantity = 0
        /// What counts of both, as in `ChannelUseRow`.
        var promised: Quantity {
            let live = held &- pastDue
            return live < 0 || committed < 0 ? .max : saturatingSum(live, committed)
        }
        /// As the row says: it cannot be worked out from reservations.
        var sold: Quantity = 0
    }

    /// What a level says, and what reservations and movements add up to there.
    struct LevelAccount {
        var onHand: Quantity = 0
        var held: Quantity = 0
        var committed: Quantity = 0
        var newest = MovementID.none
        var heldByReservations: Quantity = 0
        var pastDueByReservations: Quantity = 0
        var committedByReservations: Quantity = 0
        var onHandByMovements: Quantity = 0
        var newestByMovements = MovementID.none
    }

    /// What a reservation says, less what its movements add up to.
    struct PromiseAccount {
        /// Movements before it are those of an older reservation of the same id, which is kept no longer.
        var since: SequenceNumber
        var fulfilled: Quantity
        var returned: Quantity
    }

    init(progress: (@Sendable (UInt64) -> Void)?, isCancelled: @escaping () -> Bool = { false }) {
        self.progress = progress
        self.isCancelled = isCancelled
    }

    mutating func run(over rows: borrowing LMDBRows) throws(StockFailure) -> VerificationReport {
        try checkFacts(rows)
        try checkMasterData(rows)
        try checkPolicies(rows)
        try checkLevels(rows)
        try checkReservations(rows)
        try checkMovements(rows)
        compareLevels()
        try compareUses(rows)
        try checkThresholds(rows)
        comparePromises()
        try checkDocuments(rows)
        try checkEvents(rows)
        try checkRequests(rows)
        if let facts, facts.stateHash != hash {
            let (found, stored) = (hash.hexadecimalDigits, facts.stateHash.hexadecimalDigits)
            differ("the hash of the rows is \(found), the store says \(stored)")
        }
        report.stateHash = hash.hexadecimalDigits
        progress?(report.rowsChecked)
        return report
    }

    mutating func differ(_ what: String) {
        if report.differences.count < VerificationReport.differencesMax { report.differences.append(what) }
    }

    /// Visits every row of a table after checking its checksum and version; what does not fit is a difference.
    ///
    /// Returns how many rows there are.
    @discardableResult
    mutating func forEachRow(
        of table: StoreTable, in rows: borrowing LMDBRows,
        _ visit: (inout Verification, _ key: inout ByteReader, _ fields: inout ByteReader) throws(BytesError) -> Void
    ) throws(StockFailure) -> UInt64 {
        let fromFirst = ByteWriter()
        var count: UInt64 = 0
        try rows.scan(table, from: fromFirst.span, reversed: false) { key, value throws(StockFailure) in
            count += 1
            if count.isMultiple(of: 1_024), isCancelled() { throw .closed }
            check(table, key, value, visit)
            return true
        }
        return count
    }

    private mutating func check(
        _ table: StoreTable, _ key: RawSpan, _ value: RawSpan,
        _ visit: (inout Verification, inout ByteReader, inout ByteReader) throws(BytesError) -> Void
    ) {
        report.rowsChecked += 1
        if let progress, report.rowsChecked.isMultiple(of: 65_536) { progress(report.rowsChecked) }
        guard let rowHash = RowBytes.verifiedHash(of: value, key: key, in: table) else {
            return differ("a row of `\(table.name)` fails its checksum (key \(RowBytes.hexadecimal(key)))")
        }
        // A level counts once, wherever it stands: see `addHash(of:)`.
        if table.isHashed, table != .levels { hash &+= StoreFacts.weight(rowHash) }
        var keyReader = ByteReader(key)
        var fields = ByteReader(value.extracting(0..<value.byteCount - 4))
        do throws(BytesError) {
            guard try fields.read(UInt8.self) == RowBytes.version else { throw BytesError(offset: 0) }
            try visit(&self, &keyReader, &fields)
            guard fields.isAtEnd else { throw BytesError(offset: fields.offset) }
        } catch {
            differ(
                "a row of `\(table.name)` cannot be read at byte \(error.offset) (key \(RowBytes.hexadecimal(key)))")
        }
    }

    /// Counts a level in the hash of the rows, as it stands in `levels` or will stand there.
    mutating func addHash(of level: LevelRow) {
        hash &+= StoreFacts.weight(level.hash(&keyScratch, &valueScratch))
    }

    /// Whether a row of an index is there.
    func isIndexed(_ table: StoreTable, _ key: borrowing ByteWriter, in rows: borrowing LMDBRows) throws(StockFailure)
        -> Bool
    {
        try rows.row(table, key: key.span) { _ throws(StockFailure) in true } ?? false
    }
}
