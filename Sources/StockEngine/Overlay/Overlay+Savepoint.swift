import StockBytes

/// A transaction runs directly on the overlay; on a refusal everything since its savepoint is taken back.
struct OverlaySavepoint {
    fileprivate var levels: Int
    fileprivate var levelsOfSKU: Int
    fileprivate var reservations: Int
    fileprivate var channelUse: Int
    fileprivate var movements: Int
    fileprivate var movementBytes: Int
    fileprivate var events: Int
    fileprivate var eventBytes: Int
}

extension Overlay {
    mutating func setSavepoint() -> OverlaySavepoint {
        levels.setSavepoint()
        levelsOfSKU.setSavepoint()
        reservations.setSavepoint()
        channelUse.setSavepoint()
        allocations.setSavepoint()
        reservationDetails.setSavepoint()
        movementsOnDocument.setSavepoint()
        reversals.setSavepoint()
        documents.setSavepoint()
        terms.setSavepoint()
        skus.setSavepoint()
        kitUses.setSavepoint()
        policies.setSavepoint()
        thresholds.setSavepoint()
        sites.setSavepoint()
        locations.setSavepoint()
        channels.setSavepoint()
        return OverlaySavepoint(
            levels: levels.count, levelsOfSKU: levelsOfSKU.count, reservations: reservations.count,
            channelUse: channelUse.count, movements: movements.count, movementBytes: movementBytes.count,
            events: events.count, eventBytes: eventBytes.count)
    }

    /// What happens now can be taken back.
    var hasSavepoint: Bool { reservations.hasSavepoint }

    mutating func forgetSavepoint() {
        levels.forgetSavepoint()
        levelsOfSKU.forgetSavepoint()
        reservations.forgetSavepoint()
        channelUse.forgetSavepoint()
        allocations.forgetSavepoint()
        reservationDetails.forgetSavepoint()
        movementsOnDocument.forgetSavepoint()
        reversals.forgetSavepoint()
        documents.forgetSavepoint()
        terms.forgetSavepoint()
        skus.forgetSavepoint()
        kitUses.forgetSavepoint()
        policies.forgetSavepoint()
        thresholds.forgetSavepoint()
        sites.forgetSavepoint()
        locations.forgetSavepoint()
        channels.forgetSavepoint()
    }

    /// Entries of deadlines, owners, backorders and new levels that a rolled-back transaction added stay: they are checked
    /// against the row when read.
    mutating func rollBack(to savepoint: OverlaySavepoint) {
        levels.rollBack(to: savepoint.levels)
        levelsOfSKU.rollBack(to: savepoint.levelsOfSKU)
        reservations.rollBack(to: savepoint.reservations)
        channelUse.rollBack(to: savepoint.channelUse)
        allocations.rollBack()
        reservationDetails.rollBack()
        movementsOnDocument.rollBack()
        reversals.rollBack()
        documents.rollBack()
        terms.rollBack()
        skus.rollBack()
        kitUses.rollBack()
        policies.rollBack()
        thresholds.rollBack()
        sites.rollBack()
        locations.rollBack()
        channels.rollBack()
        movements.truncate(to: savepoint.movements)
        movementBytes.truncate(to: savepoint.movementBytes)
        events.truncate(to: savepoint.events)
        eventBytes.truncate(to: savepoint.eventBytes)
    }
}
