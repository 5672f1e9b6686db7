import StockModel

/// A reservation with its allocations; everything else about it is worked out when it is asked.
struct SimpleReservation {
    let id: ReservationID
    let channel: ChannelID
    let owner: OwnerID
    let sequence: SequenceNumber
    let firstHeld: Instant
    var deadline: Instant
    var generation: UInt16 = 1
    var supersededBy: ReservationID?
    /// It was committed, in part or whole.
    var isConfirmed = false
    var kits: [KitLine] = []
    var allocations: [Reservation.Allocation]
    /// When its last unit stopped being held, committed or waited for.
    var closedAt: Instant?

    var held: Quantity { allocations.map(\.held).reduce(0, +) }
    var committed: Quantity { allocations.map(\.committed).reduce(0, +) }
    var fulfilled: Quantity { allocations.map(\.fulfilled).reduce(0, +) }
    var expired: Quantity { allocations.map(\.expired).reduce(0, +) }
    var waiting: Quantity { allocations.map(\.waiting).reduce(0, +) }

    var hasDeadline: Bool { held > 0 || waiting > 0 && !isConfirmed }
    var isQueued: Bool { waiting > 0 && isConfirmed }

    /// Its deadline has not come; whether anything depends on it or not.
    func isLive(at now: Instant) -> Bool { now < deadline }

    func resolution(at now: Instant) -> Resolution {
        if expired > 0 || (hasDeadline && !isLive(at: now)) { return .expired }
        if fulfilled > 0 { return .fulfilled }
        return committed > 0 || isQueued ? .committed : .released
    }

    /// As a reader sees it: units held past the deadline have expired, swept or not.
    func shown(at now: Instant) -> Reservation {
        var allocations = allocations
        if !isLive(at: now) {
            for index in allocations.indices {
                allocations[index].expired += allocations[index].held
                allocations[index].held = 0
                guard !isConfirmed else { continue }
                allocations[index].expired += allocations[index].waiting
                allocations[index].backordered = 0
                allocations[index].short = 0
            }
        }
        let state: Reservation.State =
            if hasDeadline && isLive(at: now) {
                .held
            } else if committed > 0 {
                .committed
            } else if isQueued {
                .waiting
            } else {
                switch resolution(at: now) {
                case .expired: .expired
                case .fulfilled: .fulfilled
                default: .released
                }
            }
        return Reservation(
            reservation: id, channel: channel, owner: owner, deadline: deadline, firstHeld: firstHeld,
            sequence: sequence, generation: generation, supersededBy: supersededBy, state: state,
            isConfirmed: isConfirmed, kits: kits, allocations: allocations)
    }
}

extension Reservation.Allocation {
    var waiting: Quantity { backordered + short }
}

extension SimpleStock {
    /// The reservation, unless it was closed longer ago than it is kept.
    func reservationKept(_ id: ReservationID) -> SimpleReservation? {
        guard let reservation = reservations[id] else { return nil }
        guard let closedAt = reservation.closedAt else { return reservation }
        let time = reservation.fulfilled > 0 ? kept.fulfilledReservations : kept.closedReservations
        return now.milliseconds(since: closedAt) >= time ? nil : reservation
    }

    func known(_ id: ReservationID) throws(Refused) -> SimpleReservation {
        guard let reservation = reservationKept(id) else { throw Refused(.notFound) }
        if let other = reservation.supersededBy { throw Refused(.superseded(by: other)) }
        return reservation
    }

    /// Units of one allocation go from one state to another.
    ///
    /// None: nothing happens.
    mutating func transfer(
        _ quantity: Quantity, _ transition: PromiseChange.Transition, of id: ReservationID, allocation index: Int
    ) {
        guard quantity > 0, var reservation = reservations[id] else { return }
        var allocation = reservation.allocations[index]
        switch transition {
        case .held, .sold, .backordered, .allocated, .confirmedWaiting: break
        case .shortHeld:
            allocation.held -= quantity
            allocation.short += quantity
        case .shortCommitted:
            allocation.committed -= quantity
            allocation.short += quantity
        case .releasedWaiting:
            allocation.wait(-quantity)
            allocation.released += quantity
        case .expiredWaiting:
            allocation.wait(-quantity)
            allocation.expired += quantity
        case .revivedWaiting:
            allocation.expired -= quantity
            allocation.wait(quantity)
        case .committed:
            allocation.held -= quantity
            allocation.committed += quantity
        case .releasedHeld:
            allocation.held -= quantity
            allocation.released += quantity
        case .releasedCommitted:
            allocation.committed -= quantity
            allocation.released += quantity
        case .expired:
            allocation.held -= quantity
            allocation.expired += quantity
        case .revived:
            allocation.expired -= quantity
            allocation.committed += quantity
        case .fulfilled:
            allocation.committed -= quantity
            allocation.fulfilled += quantity
        case .returned:
            allocation.returned += quantity
        }
        if transition == .fulfilled || transition == .sold {
            countSold(quantity, of: allocation.sku, through: reservation.channel)
        }
        reservation.allocations[index] = allocation
        let open = reservation.held + reservation.committed + reservation.waiting
        if open == 0, reservation.closedAt == nil { reservation.closedAt = now }
        reservations[id] = reservation
        changes.append(
            .promise(
                PromiseChange(
                    reservation: id, transition: transition, line: allocation.line, sku: allocation.sku,
                    location: allocation.location, quantity: quantity)))
    }
}

extension Reservation.Allocation {
    /// So many units more wait in it.
    mutating func wait(_ units: Quantity) {
        if isBackorder { backordered += units } else { short += units }
    }
}
