/// Where a page of holds ended.
public struct HoldPosition: Hashable, Sendable {
    /// When the hold ends.
    public var deadline: Instant
    /// Which reservation.
    public var reservation: ReservationID

    /// Made of its parts.
    public init(deadline: Instant, reservation: ReservationID) {
        self.deadline = deadline
        self.reservation = reservation
    }

    /// Where a hold stands: behind it, the next page begins.
    public init(of hold: Reservation) { self.init(deadline: hold.deadline, reservation: hold.reservation) }
}

/// Where a page of reservations that wait ended.
public struct WaitingPosition: Hashable, Sendable {
    /// The sequence at which it was promised.
    public var promised: SequenceNumber
    /// Which reservation.
    public var reservation: ReservationID

    /// Made of its parts.
    public init(promised: SequenceNumber, reservation: ReservationID) {
        self.promised = promised
        self.reservation = reservation
    }

    /// Where a reservation stands: behind it, the next page begins.
    public init(of waiting: Reservation) {
        self.init(promised: waiting.sequence, reservation: waiting.reservation)
    }
}
