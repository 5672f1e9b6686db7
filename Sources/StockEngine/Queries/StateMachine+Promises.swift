import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    mutating func reservation(_ id: ReservationID) throws(StockFailure) -> Reservation? {
        guard let (row, allocations) = try peekReservation(id), isKept(row) else { return nil }
        return try view(row, allocations)
    }

    /// As it stands now: what is past its deadline is shown as expired, swept or not.
    mutating func view(_ row: ReservationRow, _ allocations: [AllocationRow]) throws(StockFailure) -> Reservation {
        let isPastDue = row.isPastDue(at: now)
        let waitsNoMore = isPastDue && !row.isConfirmed
        let state: Reservation.State =
            if row.isLive(at: now) {
                .held
            } else if row.committed > 0 {
                .committed
            } else if row.isQueued {
                .waiting
            } else {
                switch row.resolution(at: now) {
                case .expired: .expired
                case .fulfilled: .fulfilled
                case .committed, .released, .accepted: .released
                }
            }
        let details = row.hasDetails ? try details(of: ReservationID(rawValue: row.id)) : ReservationDetails()
        return Reservation(
            reservation: ReservationID(rawValue: row.id), channel: ChannelID(rawValue: row.channel),
            owner: OwnerID(rawValue: row.owner), deadline: Instant(millisecondsSinceEpoch: row.deadline),
            firstHeld: Instant(millisecondsSinceEpoch: row.firstHeld), sequence: row.sequence,
            generation: row.generation,
            supersededBy: row.isSuperseded ? ReservationID(rawValue: details.supersededBy) : nil, state: state,
            isConfirmed: row.isConfirmed, kits: details.kits,
            allocations: allocations.map { allocation in
                Reservation.Allocation(
                    line: allocation.line, sku: SKU(rawValue: allocation.sku),
                    location: LocationID(rawValue: allocation.location), requested: allocation.requested,
                    held: isPastDue ? 0 : allocation.held, committed: allocation.committed,
                    fulfilled: allocation.fulfilled, returned: allocation.returned, released: allocation.released,
                    expired: allocation.expired &+ (isPastDue ? allocation.held : 0)
                        &+ (waitsNoMore ? allocation.waiting : 0),
                    backordered: allocation.isBackorder && !waitsNoMore ? allocation.waiting : 0,
                    short: allocation.isBackorder || waitsNoMore ? 0 : allocation.waiting,
                    isBackorder: allocation.isBackorder, staysAtSite: allocation.staysAtSite)
            })
    }

    mutating func reservations(
        of owner: OwnerID, after id: ReservationID?, limit: Int
    ) throws(StockFailure) -> [Reservation] {
        guard owner != .nobody else { return [] }
        let first: UInt128
        if let id { if id.rawValue == .max { return [] } else { first = id.rawValue + 1 } } else { first = 0 }
        // Some of them may have been closed since the checkpoint.
        let ids = try openReservations(of: owner, from: first, storedMax: limit + 100_000)
        var found: [Reservation] = []
        for id in ids.sorted() where found.count < limit {
            guard let (row, allocations) = try peekReservation(ReservationID(rawValue: id)),
                row.owner == owner.rawValue, row.committed > 0 || row.isQueued || row.isLive(at: now)
            else { continue }
            found.append(try view(row, allocations))
        }
        return found
    }

    /// The reservations that wait for a SKU, in order of promise.
    mutating func waiting(
        for sku: SKU, after last: WaitingPosition?, limit: Int
    ) throws(StockFailure) -> [Reservation] {
        let key = last.map {
            BackorderKey(sku: sku.rawValue, promised: $0.promised, reservation: $0.reservation.rawValue)
        }
        var found: [Reservation] = []
        for key in try queue(of: sku, after: key, limit: limit) {
            guard let (row, allocations) = try peekReservation(ReservationID(rawValue: key.reservation)) else {
                continue
            }
            found.append(try view(row, allocations))
        }
        return found
    }

    /// Every reservation of an owner that may have units held or committed.
    func openReservations(
        of owner: OwnerID, from first: UInt128 = 0, storedMax: Int = .max
    ) throws(StockFailure) -> Set<UInt128> {
        var ids: Set<UInt128> = []
        var from = ByteWriter()
        from.appendBigEndian(owner.rawValue)
        from.appendBigEndian(first)
        try base.scanKeys(.owners, from: from.span, reversed: false) { key throws(StockFailure) in
            var reader = ByteReader(key)
            guard let found = try? reader.readBigEndian(UInt128.self), let id = try? reader.readBigEndian(UInt128.self)
            else { throw .damaged("a key of `owners` cannot be read") }
            guard found == owner.rawValue else { return false }
            ids.insert(id)
            return ids.count < storedMax
        }
        if let sealed { Self.collect(owner, in: sealed.overlay, from: first, &ids) }
        Self.collect(owner, in: active, from: first, &ids)
        return ids
    }

    private static func collect(
        _ owner: OwnerID, in overlay: borrowing Overlay, from first: UInt128, _ ids: inout Set<UInt128>
    ) {
        var indexes: [Int] = []
        overlay.owners.visit(owner.rawValue) { indexes.append($0) }
        for index in indexes where index < overlay.reservations.count {
            if overlay.reservations[index].id >= first { ids.insert(overlay.reservations[index].id) }
        }
    }
}
