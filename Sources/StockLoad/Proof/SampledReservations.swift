import StockModel

/// Some of the reservations in full, as the feed tells them: to be compared with what the store says when it is asked.
struct SampledReservations {
    struct Place: Hashable {
        var line: UInt16
        var location: LocationID
    }

    /// What became of the units of one place.
    struct Units: Equatable {
        var held: Quantity = 0
        var committed: Quantity = 0
        var fulfilled: Quantity = 0
        var released: Quantity = 0
    }

    private(set) var reservations: [ReservationID: [Place: Units]] = [:]

    /// Takes down changes of these.
    init(_ ids: some Sequence<ReservationID>) { for id in ids { reservations[id] = [:] } }

    mutating func apply(_ promise: PromiseChange) {
        guard reservations[promise.reservation] != nil else { return }
        let place = Place(line: promise.line, location: promise.location)
        reservations[promise.reservation]?[place, default: Units()].apply(promise)
    }

    /// What differs from a reservation as it stands; holds that end at about now count as held.
    func differs(_ found: Reservation?, from id: ReservationID) -> Bool {
        guard let found else { return true }
        var units: [Place: Units] = [:]
        for allocation in found.allocations {
            units[Place(line: allocation.line, location: allocation.location), default: Units()].add(
                Units(
                    held: allocation.held + allocation.expired, committed: allocation.committed,
                    fulfilled: allocation.fulfilled, released: allocation.released))
        }
        return units != reservations[id]
    }
}

extension SampledReservations.Units {
    fileprivate mutating func add(_ other: Self) {
        held &+= other.held
        committed &+= other.committed
        fulfilled &+= other.fulfilled
        released &+= other.released
    }

    fileprivate mutating func apply(_ promise: PromiseChange) {
        let quantity = promise.quantity
        switch promise.transition {
        case .held: held &+= quantity
        case .committed:
            held &-= quantity
            committed &+= quantity
        case .revived:
            held &-= quantity
            committed &+= quantity
        case .releasedHeld:
            held &-= quantity
            released &+= quantity
        case .releasedCommitted:
            committed &-= quantity
            released &+= quantity
        case .fulfilled:
            committed &-= quantity
            fulfilled &+= quantity
        case .sold: fulfilled &+= quantity
        default: break
        }
    }
}
