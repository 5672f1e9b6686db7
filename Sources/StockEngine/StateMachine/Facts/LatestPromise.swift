import StockAPI
import StockBytes
import StockModel

/// Who loses units first at a level where less is there than is promised.
extension StateMachine where Base: ~Copyable {
    /// The promise that loses its units first: of the live holds the latest, and where there is none, of the commitments.
    ///
    /// Cost: a step for each promise that was looked at and is none any more, once. The first time also a step for each
    /// commitment at the level, and, where the index has to be made, one for each live hold of the store, and a smaller
    /// one for each commitment of the checkpoint.
    mutating func latestPromise(
        at level: LevelKey
    ) throws(StockFailure) -> (promise: PromiseAtLevel, isCommitted: Bool)? {
        if !promisesByLevel.isMade { try indexPromises() }
        if !promisesByLevel.hasStored(at: level) {
            promisesByLevel.addStored(try storedPromises(at: level), at: level)
        }
        for isCommitted in [false, true] {
            while let promise = promisesByLevel.last(at: level, isCommitted: isCommitted, now: now) {
                if try isPromised(promise, at: level, isCommitted: isCommitted) { return (promise, isCommitted) }
                promisesByLevel.removeLast(at: level, isCommitted: isCommitted)
            }
        }
        return nil
    }

    /// A reservation has units promised at a level from now on.
    @inline(__always)
    mutating func notePromised(_ row: ReservationRow, at level: LevelKey, isCommitted: Bool) {
        guard promisesByLevel.isMade else { return }
        promisesByLevel.add(
            PromiseAtLevel(promised: row.sequence, id: row.id), at: level, isCommitted: isCommitted)
    }

    private mutating func isPromised(
        _ promise: PromiseAtLevel, at level: LevelKey, isCommitted: Bool
    ) throws(StockFailure) -> Bool {
        guard let (row, allocations) = try peekReservation(ReservationID(rawValue: promise.id)),
            row.sequence == promise.promised, isCommitted || row.isLive(at: now)
        else { return false }
        return allocations.contains {
            $0.levelKey == level && !$0.isBackorder && (isCommitted ? $0.committed : $0.held) > 0
        }
    }

    /// Names the live holds of the store, and what is promised in the overlays; the reservations that have commitments in the
    /// checkpoint are looked up level by level, when they are asked for.
    private mutating func indexPromises() throws(StockFailure) {
        var ids: [UInt128] = []
        var from = ByteWriter()
        DeadlineKey.encode(now.millisecondsSinceEpoch, 0, into: &from)
        try base.scanKeys(.deadlines, from: from.span, reversed: false) { key throws(StockFailure) in
            guard let (_, id) = DeadlineKey.decode(key) else {
                throw .damaged("a key of `deadlines` cannot be read")
            }
            ids.append(id)
            return true
        }
        if let sealed {
            for index in 0..<sealed.overlay.reservations.count { ids.append(sealed.overlay.reservations[index].id) }
        }
        for index in 0..<active.reservations.count { ids.append(active.reservations[index].id) }
        promisesByLevel.begin(stored: try storedCommitments())
        for id in ids {
            let found: (row: ReservationRow, allocations: [AllocationRow])?
            do throws(StockFailure) { found = try peekReservation(ReservationID(rawValue: id)) } catch {
                promisesByLevel = PromisesByLevel()
                throw error
            }
            guard let (row, allocations) = found, row.isOpen else { continue }
            for allocation in allocations where !allocation.isBackorder {
                if allocation.held > 0 { notePromised(row, at: allocation.levelKey, isCommitted: false) }
                if allocation.committed > 0 { notePromised(row, at: allocation.levelKey, isCommitted: true) }
            }
        }
        promisesByLevel.complete()
    }

    private borrowing func storedCommitments() throws(StockFailure) -> LazilySorted<Commitment> {
        var commitments = LazilySorted<Commitment>()
        let first = ByteWriter()
        try base.scanKeys(.reservationCommitments, from: first.span, reversed: false) { key throws(StockFailure) in
            commitments.append(try CommitmentKey.decode(key))
            return true
        }
        return commitments
    }

    private mutating func storedPromises(at level: LevelKey) throws(StockFailure) -> [PromiseAtLevel] {
        var promises: [PromiseAtLevel] = []
        for commitment in promisesByLevel.stored(at: level) {
            guard let (row, _) = try peekReservation(ReservationID(rawValue: commitment.reservation)) else { continue }
            promises.append(PromiseAtLevel(promised: row.sequence, id: commitment.reservation))
        }
        return promises
    }
}
