import StockBytes
import StockModel

/// Everything that changed since a checkpoint.
///
/// Reads look here first, then in the overlay that is being written, then in the store below.
struct Overlay: ~Copyable, Sendable {
    /// The sequence of the first event here.
    var firstSequence: SequenceNumber
    let seed: UInt64

    var levels: FlatTable<LevelRow>
    /// The newest level row of a SKU; the others follow by `previousOfSKU`.
    var levelsOfSKU: FlatTable<Newest>
    /// Levels that are not in the checkpoint, by location.
    var newLevelsAt: ChainIndex<UInt64>
    var reservations: FlatTable<ReservationRow>
    /// No reservation had a higher id when this began, here or below: newer ones need not be looked for below.
    var highestReservationBefore: UInt128 = 0
    /// How many new ones do not lie behind all others in the store: each may be on a page of its own there.
    var scatteredReservations = 0
    /// Pages of the store from which some were brought here, to be changed.
    var reservationPages = PageSet()
    /// How many new ones have an owner, under whom each has a row too.
    var ownedReservations = 0
    var allocations: UndoableBuffer<AllocationRow>
    /// Of the reservations here that have any.
    var reservationDetails = OrderedTable<UInt128, ReservationDetails>()
    /// Rows of `sold` below whose reservations are open again, by when those were closed.
    ///
    /// They stay when a transaction is rolled back: they are checked against the reservation when they are removed.
    var reopened: [(closedAt: Int64, id: UInt128)] = []
    /// By owner; nobody has none.
    var owners: ChainIndex<UInt128>
    /// Rows of the owners below whose reservations are closed, and gave their ids to reservations of other owners.
    ///
    /// They stay when a transaction is rolled back: the reservations were closed before.
    var ownersEndedBelow: [(owner: UInt128, id: UInt128)] = []
    /// Rows of the commitments below whose reservations gave their ids to others, or come from elsewhere now.
    ///
    /// They stay when a transaction is rolled back: they are checked against the reservation when they are removed.
    var commitmentsEndedBelow: [(level: LevelKey, id: UInt128)] = []
    /// Reservations with units that wait, by SKU.
    var queued = QueuedBackorders()
    /// Rows of the backorders below whose reservations gave their ids to others.
    ///
    /// They stay when a transaction is rolled back: they are checked against the reservation when they are removed.
    var backordersEndedBelow: [BackorderKey] = []
    var deadlines: DeadlineIndex
    var requests: FlatTable<RequestRow>
    var answers: ByteWriter
    var devices = OrderedTable<UInt32, UInt64>()

    var movements: FlatBuffer<MovementEntry>
    var movementBytes: ByteWriter
    /// Index + 1 of the newest movement on a document, or absent.
    var movementsOnDocument = OrderedTable<DocumentKey, UInt32>()
    var reversals = OrderedTable<MovementID, MovementID>()

    /// Where each event begins; event i is that of sequence `firstSequence` + i.
    var events: FlatBuffer<Int>
    var eventBytes: ByteWriter

    var documents = OrderedTable<DocumentKey, Document>()
    var terms = OrderedTable<TermKey, Bool>()
    var skus = OrderedTable<SKU, SKUDefinition>()
    /// All policies of a SKU, by channel.
    var policies = OrderedTable<SKU, [ChannelPolicy]>()
    var channelUse: FlatTable<ChannelUseRow>
    /// All thresholds of a SKU, by scope.
    var thresholds = OrderedTable<SKU, [ThresholdState]>()
    /// The kits that a SKU is a component of, in order.
    var kitUses = OrderedTable<SKU, [SKU]>()
    var sites = OrderedTable<SiteID, SiteDefinition>()
    var locations = OrderedTable<LocationID, LocationDefinition>()
    var channels = OrderedTable<ChannelID, ChannelDefinition>()

    struct Newest: FlatRow {
        var sku: UInt64
        /// Index + 1.
        var index: UInt32
        var key: UInt64 { sku }
    }

    struct MovementEntry: BitwiseCopyable {
        var sequence: UInt64
        var line: UInt16
        /// Index + 1 of the previous movement on the same document, or zero.
        var previousOnDocument: UInt32
        var start: Int

        var id: MovementID { MovementID(sequence: sequence, line: line) }
    }

    /// How large the tables became last time: what to expect of the next.
    struct Expectation: Sendable {
        var levels = 0
        var reservations = 0
        var requests = 0
    }

    init(after sequence: SequenceNumber, seed: UInt64, expecting expectation: Expectation = Expectation()) {
        firstSequence = sequence + 1
        self.seed = seed
        levels = FlatTable(seed: seed, expectedCount: expectation.levels)
        levelsOfSKU = FlatTable(seed: seed, expectedCount: expectation.levels)
        newLevelsAt = ChainIndex(seed: seed)
        reservations = FlatTable(seed: seed, expectedCount: expectation.reservations)
        allocations = UndoableBuffer(minimumCapacity: expectation.reservations)
        owners = ChainIndex(seed: seed)
        deadlines = DeadlineIndex(seed: seed, expectedCount: expectation.reservations)
        requests = FlatTable(seed: seed, expectedCount: expectation.requests)
        channelUse = FlatTable(seed: seed)
        answers = ByteWriter()
        movements = FlatBuffer()
        movementBytes = ByteWriter()
        events = FlatBuffer(minimumCapacity: expectation.reservations)
        eventBytes = ByteWriter(capacityBytes: max(1 << 16, expectation.reservations * 64))
    }

    var expectation: Expectation {
        Expectation(levels: levels.count, reservations: reservations.count, requests: requests.count)
    }

    /// Rows that a checkpoint would write, about.
    var rowCount: Int {
        levels.count + reservations.count * 2 + requests.count + movements.count + events.count + documents.count
            + terms.count + skus.count
    }

    // What a row takes in memory, slots of hash tables and indexes included, in bytes.
    static var levelBytes: Int { 96 }
    static var reservationBytes: Int { 230 }
    static var allocationBytes: Int { 72 }
    static var eventBytesEach: Int { 64 }

    /// Memory that they take, about.
    var byteCount: Int {
        levels.count * Self.levelBytes + reservations.count * Self.reservationBytes
            + allocations.count * Self.allocationBytes + requests.count * 60 + answers.count + movements.count * 32
            + movementBytes.count + events.count * 8 + eventBytes.count
            + (documents.count + terms.count + skus.count) * 300
    }

    /// The sequence of the last event here, or the one before the first.
    var lastSequence: SequenceNumber { firstSequence + UInt64(events.count) - 1 }

    /// The place of the first movement that is not below `id`.
    func firstMovement(notBelow id: MovementID) -> Int {
        var low = 0
        var high = movements.count
        while low < high {
            let middle = (low + high) / 2
            if movements[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func movementBytesRange(_ index: Int) -> Range<Int> {
        let end = index + 1 < movements.count ? movements[index + 1].start : movementBytes.count
        return movements[index].start..<end
    }

    func eventBytesRange(_ index: Int) -> Range<Int> {
        let end = index + 1 < events.count ? events[index + 1] : eventBytes.count
        return events[index]..<end
    }

    /// Brings the ordered tables up to date, so that an overlay that does not change any more can be scanned.
    mutating func sortTables() {
        devices.sort()
        reservationDetails.sort()
        kitUses.sort()
        policies.sort()
        thresholds.sort()
        movementsOnDocument.sort()
        reversals.sort()
        documents.sort()
        terms.sort()
        skus.sort()
        sites.sort()
        locations.sort()
        channels.sort()
        queued.sort()
    }
}
