import StockBytes
import StockModel

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
        ownedReservations = 0
        allocations.removeAll()
        owners.removeAll()
        ownersEndedBelow = []
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
        sites = OrderedTable()
        locations = OrderedTable()
        channels = OrderedTable()
    }

    /// Memory that its tables have taken, used or not, about.
    var capacityBytes: Int {
        levels.capacityBytes + levelsOfSKU.capacityBytes + reservations.capacityBytes + allocations.capacityBytes
            + requests.capacityBytes + answers.capacityBytes + movements.capacityBytes + movementBytes.capacityBytes
            + events.capacityBytes + eventBytes.capacityBytes
    }

    /// Whether the next one is likely to need the memory of this one.
    ///
    /// After a spike most of it goes back to the system, with the first overlay that fills a small part of it.
    var isWorthKeeping: Bool { byteCount >= 4 << 20 && byteCount >= capacityBytes / 8 }
}
