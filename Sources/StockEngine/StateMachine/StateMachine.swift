import StockAPI
import StockBytes
import StockModel

/// The stock itself: what is on hand, promised and remembered, and how each command changes it.
///
/// It knows no clock, no file and no socket: time comes with each batch, rows below come through `Base`. The same
/// batches give the same state and the same answers, on every machine.
struct StateMachine<Base: BaseRows & ~Copyable>: ~Copyable {
    var base: Base
    /// What changed since the last seal.
    var active: Overlay
    /// What a checkpoint is writing down now.
    var sealed: SealedOverlay?
    var masterData: MasterData
    var retention: Retention
    /// Requests issued at this time or before are too old, however long the window is.
    var requestsForgottenThrough: Instant

    /// The last sequence.
    var sequence: SequenceNumber
    /// Engine time: that of the newest batch.
    var now: Instant

    /// Holds past their deadline that wait to be swept, in order of (deadline, id), and what they add up to per level.
    var due = DueHolds()
    /// How many of the sealed overlay's deadlines have come.
    var sealedDeadlinesSeen = 0
    /// No hold below the overlays that was not looked at yet ends before this.
    var earliestDeadlineBelow = Int64.min
    var skuCache = SKUCache()
    /// Kits asked for lately, taken apart.
    var kitCache: [SKU: [KitComponent]] = [:]
    /// Policies asked for lately, by SKU.
    var policyCache: [SKU: [ChannelPolicy]] = [:]
    /// A channel has, or had since the opening, a policy for some SKU.
    var hasPolicies: Bool
    /// A threshold was set, now or before the opening.
    var hasThresholds: Bool
    /// Thresholds asked for lately, by SKU.
    var thresholdCache: [SKU: [ThresholdState]] = [:]
    /// SKUs whose stock may have changed since thresholds were looked at; kept only where there are some.
    var touchedSKUs: [SKU] = []
    /// What channels can promise of any SKU may have changed.
    var touchesAllStock = false
    /// No window of a cap begins or ends before this, in milliseconds; nil: not known.
    var nextWindowBoundary: Int64?
    var promisesByLevel = PromisesByLevel()
    var queueFronts = QueueFronts()
    /// The documents that the preconditions of the transaction name.
    var evidence: [Evidence] = []
    /// Units that the command has brought from `loss`, level by level.
    var foundOfCommand: [LevelKey: Quantity] = [:]
    /// Papers that the command has written on promises that lost units.
    var papersOfCommand = 0
    /// No reservation or request below the overlays has a higher id: newer ones need not be looked for there.
    var highestReservationBelow: UInt128
    /// Nor has any in the overlays a higher one than this.
    var highestReservation: UInt128
    var highestRequestBelow: UInt128

    var keyScratch = ByteWriter()
    var valueScratch = ByteWriter()
    /// The level that was looked up last below the active overlay; of the first key, where no level is, when none was.
    var lastLevelBelow = LevelRow(.first)
    var statistics = BatchStatistics()
    /// What `touch` read, kept so that the compiler does not leave its reads out.
    var touched: UInt64 = 0

    init(
        base: consuming Base, masterData: MasterData, retention: Retention,
        requestsForgottenThrough: Instant = Instant(millisecondsSinceEpoch: .min), sequence: SequenceNumber,
        now: Instant, seed: UInt64
    ) throws(StockFailure) {
        let highestReservation = try base.highestID(in: .reservations)
        let highestRequest = try base.highestID(in: .requests)
        let hasPolicies = try base.hasRows(in: .policies)
        let hasThresholds = try base.hasRows(in: .thresholds)
        self.hasPolicies = hasPolicies
        self.hasThresholds = hasThresholds
        highestReservationBelow = highestReservation
        self.highestReservation = highestReservation
        highestRequestBelow = highestRequest
        self.base = base
        self.masterData = masterData
        self.retention = retention
        self.requestsForgottenThrough = requestsForgottenThrough
        self.sequence = sequence
        self.now = now
        active = Overlay(after: sequence, seed: seed)
        active.highestReservationBefore = highestReservation
    }

    /// Sequence of the command being applied.
    var currentSequence: SequenceNumber { sequence + 1 }
}

/// Counts since the opening.
struct BatchStatistics {
    var batches: UInt64 = 0
    var accepted: UInt64 = 0
    var refused: UInt64 = 0
    var expired: UInt64 = 0
}

extension BaseRows where Self: ~Copyable {
    borrowing func hasRows(in table: StoreTable) throws(StockFailure) -> Bool {
        var isFound = false
        let first = ByteWriter()
        try scan(table, from: first.span, reversed: false) { _, _ throws(StockFailure) in
            isFound = true
            return false
        }
        return isFound
    }

    /// The highest 128-bit key of a table, or zero.
    borrowing func highestID(in table: StoreTable) throws(StockFailure) -> UInt128 {
        var highest: UInt128 = 0
        let none = ByteWriter()
        try scan(table, from: none.span, reversed: true) { key, row throws(StockFailure) in
            // What is above is never looked up, so a key that is no longer its own would let an id be used twice.
            try RowBytes.requireSound(row, key: key, in: table)
            var reader = ByteReader(key)
            highest = (try? reader.readBigEndian(UInt128.self)) ?? .max
            return false
        }
        return highest
    }
}

/// One owner at a time, on whichever thread.
extension StateMachine: Sendable where Base: Sendable & ~Copyable {}
