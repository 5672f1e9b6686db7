import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Reads a reservation and its allocations where they lie, without bringing them into the active overlay.
    mutating func peekReservation(
        _ id: ReservationID
    ) throws(StockFailure) -> (row: ReservationRow, allocations: [AllocationRow])? {
        if let index = active.reservations.index(of: id.rawValue) {
            let row = active.reservations[index]
            return (row, row.allocations.map { active.allocations[$0] })
        }
        if let sealed, let index = sealed.overlay.reservations.index(of: id.rawValue) {
            let row = sealed.overlay.reservations[index]
            return (row, row.allocations.map { sealed.overlay.allocations[$0] })
        }
        guard id.rawValue <= highestReservationBelow else { return nil }
        return try reservationBelow(id)
    }

    /// One movement, or nil.
    mutating func movement(_ id: MovementID) throws(StockFailure) -> Movement? {
        if id.sequence >= active.firstSequence { return try Self.movement(id, in: active) }
        if let sealed, id.sequence >= sealed.overlay.firstSequence { return try Self.movement(id, in: sealed.overlay) }
        keyScratch.removeAll()
        MovementKey.encode(id, into: &keyScratch)
        let key = keyScratch.span
        return try base.row(.movements, key: key) { value throws(StockFailure) in
            try RowBytes.open(value, key: key, in: .movements) { reader throws(BytesError) in
                try Movement(id, fromRow: &reader)
            }
        }
    }

    private static func movement(_ id: MovementID, in overlay: borrowing Overlay) throws(StockFailure) -> Movement? {
        let index = overlay.firstMovement(notBelow: id)
        guard index < overlay.movements.count, overlay.movements[index].id == id else { return nil }
        return try movement(at: index, in: overlay)
    }

    static func movement(at index: Int, in overlay: borrowing Overlay) throws(StockFailure) -> Movement {
        var reader = ByteReader(overlay.movementBytes.span(overlay.movementBytesRange(index)))
        do throws(BytesError) {
            _ = try reader.skip(1)
            return try Movement(overlay.movements[index].id, fromRow: &reader)
        } catch { throw .damaged("a movement in memory cannot be read at byte \(error.offset)") }
    }

    /// The movement that took back another one, or nil.
    mutating func reversal(of id: MovementID) throws(StockFailure) -> MovementID? {
        if let found = active.reversals[id] { return found }
        if let found = sealed?.overlay.reversals[id] { return found }
        keyScratch.removeAll()
        MovementKey.encode(id, into: &keyScratch)
        let key = keyScratch.span
        return try base.row(.reversals, key: key) { value throws(StockFailure) in
            try RowBytes.open(value, key: key, in: .reversals) { reader throws(BytesError) in
                try MovementID(from: &reader)
            }
        }
    }

    /// What was on hand after the command of that sequence: from now back along the chain of movements.
    mutating func book(_ key: LevelKey, asOf sequence: SequenceNumber) throws(StockFailure) -> Quantity {
        let row = try level(key)
        var onHand = row.onHand
        var next = row.newestMovement
        while next.sequence > sequence {
            guard let movement = try movement(next) else {
                throw .damaged("movement \(next.sequence).\(next.line) is missing from the ledger")
            }
            if movement.to.rawValue == key.location {
                onHand &-= movement.quantity
                next = movement.previousTo
            } else {
                onHand &+= movement.quantity
                next = movement.previousFrom
            }
        }
        return onHand
    }
}

/// Keys of `movements` and `reversals`: sequence (8) and line (2), big-endian.
enum MovementKey {
    static func encode(_ id: MovementID, into writer: inout ByteWriter) {
        writer.appendBigEndian(id.sequence)
        writer.appendBigEndian(id.line)
    }

    static func decode(_ key: RawSpan) -> MovementID? {
        var reader = ByteReader(key)
        guard let sequence = try? reader.readBigEndian(UInt64.self), let line = try? reader.readBigEndian(UInt16.self)
        else { return nil }
        return MovementID(sequence: sequence, line: line)
    }
}
