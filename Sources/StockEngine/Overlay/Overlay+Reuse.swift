import StockBytes
import StockModel

extension Overlay.Expectation {
    /// Reservations of one line each, half of them at levels that no other one is at.
    init(changedBytes bytes: Int) {
        let each = Overlay.reservationBytes + Overlay.allocationBytes + Overlay.eventBytesEach + Overlay.levelBytes / 2
        reservations = bytes / each
        levels = reservations / 2
        requests = 0
    }
}

extension Overlay {
    /// Forgets all that is in it, and keeps the memory of what becomes large, so that an overlay that takes its place
    /// does not wait for pages.
    ///
    /// Cost: a pass over the slots of the tables. Done beside the engine.
    mutating func removeAll() {
        levels.removeAll()
        levelsOfSKU.removeAll()
        newLevelsAt.removeAll()
        reservations.removeAll()
        scatteredReservations = 0
        reservationPages.removeAll()
        ownedReservations = 0
        allocations.removeAll()
        reservationDetails = OrderedTable()
        reopened = []
        owners.removeAll()
        ownersEndedBelow = []
        commitmentsEndedBelow = []
        queued.removeAll()
        backordersEndedBelow = []
        deadlines.removeAll()
        requests.removeAll()
        answers.removeAll()
        devices = OrderedTable()
        movements.truncate(to: 0)
        movementBytes.removeAll()
        movementsOnDocument = OrderedTable()
        reversals = OrderedTable()
        events.truncate(to: 0)
        eventBytes.removeAll()
        documents = OrderedTable()
        terms = OrderedTable()
        skus = OrderedTable()
        kitUses = OrderedTable()
        policies = OrderedTable()
        thresholds = OrderedTable()
        channelUse.removeAll()
        sites = OrderedTable()
        locations = OrderedTable()
        channels = OrderedTable()
    }

    /// Has the system give the memory of an empty overlay.
    ///
    /// The first use of a page waits for the system to clear it, and in a virtual machine for the host to find it: 5 to 9 ms
    /// for 2 MiB were measured, and 84 ms when a hash table doubled. Done beside the engine.
    mutating func touchCapacity() {
        levels.touchCapacity()
        levelsOfSKU.touchCapacity()
        reservations.touchCapacity()
        allocations.touchCapacity()
        deadlines.touchCapacity()
        events.touchCapacity()
        eventBytes.touchCapacity()
    }

    /// Memory that its tables have taken, used or not, about.
    var capacityBytes: Int {
        levels.capacityBytes + levelsOfSKU.capacityBytes + reservations.capacityBytes + allocations.capacityBytes
            + requests.capacityBytes + answers.capacityBytes + movements.capacityBytes + movementBytes.capacityBytes
            + events.capacityBytes + eventBytes.capacityBytes
    }

    /// How much has to have changed before an overlay with memory of its own is made ready to take its place.
    static var busyBytes: Int { 2 << 20 }

    /// The most changes that memory is made ready for; beyond, tables grow as they are used.
    static var preparedBytesMax: Int { 128 << 20 }

    /// Whether so much has changed that many more changes are to be expected.
    var isBusy: Bool { byteCount >= Self.busyBytes }

    /// Whether the next one is likely to need the memory of this one.
    ///
    /// After a spike most of it goes back to the system, with the first overlay that fills a small part of it.
    var isWorthKeeping: Bool { isBusy && byteCount >= capacityBytes / 8 }
}
