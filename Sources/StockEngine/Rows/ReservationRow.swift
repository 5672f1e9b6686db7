import StockBytes
import StockModel

/// A reservation without its allocations, which lie one after another in a buffer beside it.
struct ReservationRow: FlatRow {
    var id: UInt128
    var owner: UInt128 = 0
    var channel: UInt32 = 0
    var allocationCount: UInt16 = 0
    /// The deadline of the row below this overlay when it holds units there, else zero: an index entry to remove.
    var deadlineBelow: Int64 = 0
    var isOpenBelow = false
    var isBelow = false
    /// It has units committed in the row below, which the index of commitments names.
    var isCommittedBelow = false
    /// It has units waiting in the row below, which the index of backorders names.
    var isQueuedBelow = false
    var firstAllocation: UInt32 = 0
    var deadline: Int64 = 0
    /// The deadline that the first answer stated, for the same answer to a retry.
    var deadlineGranted: Int64 = 0
    var firstHeld: Int64 = 0
    var sequence: UInt64 = 0
    /// Of the request's bytes; zero when it came within a transaction.
    var payloadHash: UInt64 = 0
    /// Engine time when nothing was held or committed any more, or zero.
    var closedAt: Int64 = 0
    /// Sums over the allocations.
    var held: Int64 = 0
    var committed: Int64 = 0
    var fulfilled: Int64 = 0
    var expired: Int64 = 0
    var waiting: Int64 = 0
    var isSale = false
    /// Another one has taken its place: see `ReservationDetails`.
    var isSuperseded = false
    /// What was granted at first cannot be told from the allocations: see `ReservationDetails`.
    var keepsGranted = false
    /// It was a fact, which has taken units from promises: see `ReservationDetails`.
    var isFact = false
    /// It was committed, in part or whole: what waits is an order, and has no deadline.
    var isConfirmed = false
    /// Some of its lines ask for kits: see `ReservationDetails`.
    var hasKits = false
    /// One more each time it was reserved anew after its deadline.
    var generation: UInt16 = 1

    init(_ id: ReservationID) { self.id = id.rawValue }

    var key: UInt128 { @inline(__always) get { id } }

    var isOpen: Bool { held > 0 || committed > 0 || waiting > 0 }

    /// Something ends at the deadline: what is held, and what waits without having been committed.
    @inline(__always)
    var hasDeadline: Bool { held > 0 || waiting > 0 && !isConfirmed }

    /// Something waits for stock, in order of promise.
    var isQueued: Bool { waiting > 0 && isConfirmed }

    @inline(__always)
    func isPastDue(at now: Instant) -> Bool { hasDeadline && now.millisecondsSinceEpoch >= deadline }

    /// What may still be committed, released or extended before the deadline.
    func isLive(at now: Instant) -> Bool { hasDeadline && now.millisecondsSinceEpoch < deadline }

    /// Its hold has ended at the deadline: the same whether the sweep has come by yet or not.
    func hasEnded(at now: Instant) -> Bool { isPastDue(at: now) || !hasDeadline && expired > 0 }

    var allocations: Range<Int> { Int(firstAllocation)..<Int(firstAllocation) + Int(allocationCount) }

    /// What became of it, for those who come too late.
    func resolution(at now: Instant) -> Resolution {
        if expired > 0 || isPastDue(at: now) { return .expired }
        if fulfilled > 0 { return .fulfilled }
        return committed > 0 || isQueued ? .committed : .released
    }
}

extension ReservationRow {
    var hasDetails: Bool { isSuperseded || hasKits || keepsGranted || isFact }
}

/// What only few reservations have, kept beside their rows.
struct ReservationDetails: Equatable, Sendable {
    /// The reservation that has taken its place, or zero.
    var supersededBy: UInt128 = 0
    var kits: [KitLine] = []
    /// The plan that was granted at first, where some of it waited, or comes from elsewhere by now.
    var granted: [PlannedAllocation] = []
    /// The promises from which a sale that was a fact has taken units.
    var displaced: [DisplacedPromise] = []
}

/// One line of a reservation at one location; units that were backordered have a row of their own.
struct AllocationRow: BitwiseCopyable {
    var line: UInt16
    /// The units in it were not there: `waiting` counts backordered ones, else those that the promise is short of.
    ///
    /// The location is where they may come from, 0 anywhere.
    var isBackorder = false
    /// The customer has chosen the site.
    var staysAtSite = false
    var location: UInt32
    var sku: UInt64
    var requested: Int64
    var held: Int64 = 0
    var committed: Int64 = 0
    var fulfilled: Int64 = 0
    var returned: Int64 = 0
    var released: Int64 = 0
    var expired: Int64 = 0
    var waiting: Int64 = 0

    @inline(__always) init(line: UInt16, sku: SKU, location: LocationID, requested: Quantity) {
        self.line = line
        self.sku = sku.rawValue
        self.location = location.rawValue
        self.requested = requested
    }

    var levelKey: LevelKey { LevelKey(SKU(rawValue: sku), LocationID(rawValue: location)) }
}
