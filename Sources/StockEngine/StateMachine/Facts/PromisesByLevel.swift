import StockAPI
import StockBytes
import StockModel

/// Which reservations may have units promised at a level: made when the first fact asks, and kept up to date while facts
/// go on asking.
///
/// A store where no fact takes units from promises has no such index, and no reservation pays for it. Entries are only added:
/// whoever reads one checks it against the reservation.
struct PromisesByLevel {
    private var ids: [LevelKey: [UInt128]]?
    /// How many rows of the active overlay are in it.
    fileprivate(set) var rowsSeen = 0
    private var wasAsked = false

    fileprivate var isMade: Bool { ids != nil }

    fileprivate mutating func begin() {
        ids = [:]
        rowsSeen = 0
    }

    mutating func add(_ id: UInt128, at level: LevelKey) { ids?[level, default: []].append(id) }

    fileprivate mutating func ids(at level: LevelKey) -> [UInt128] {
        wasAsked = true
        return ids?[level] ?? []
    }

    fileprivate mutating func keep(_ live: [UInt128], at level: LevelKey) { ids?[level] = live.isEmpty ? nil : live }

    /// Rows from here on are others than they were.
    mutating func forgetRows(from count: Int) { rowsSeen = min(rowsSeen, count) }

    /// A new overlay begins; where nobody has asked during the last one, nobody is likely to.
    fileprivate mutating func endOverlay() {
        rowsSeen = 0
        if !wasAsked { ids = nil }
        wasAsked = false
    }

    fileprivate mutating func see(_ count: Int) { rowsSeen = count }
}

/// Units of a reservation that are promised at a level.
struct PromiseAtLevel: Comparable {
    var id: UInt128
    /// The sequence at which it was promised.
    var promised: SequenceNumber
    var isCommitted: Bool

    /// In the order in which promises lose their units: holds first, and the latest promise first.
    static func < (left: PromiseAtLevel, right: PromiseAtLevel) -> Bool {
        if left.isCommitted != right.isCommitted { return right.isCommitted }
        return left.promised != right.promised ? left.promised > right.promised : left.id > right.id
    }
}

extension StateMachine where Base: ~Copyable {
    /// All promises at a level, live holds and commitments, in the order in which they lose their units.
    ///
    /// Cost: a step for each of them; the first time also one for each live hold of the store, and then one for each
    /// reservation that was made since the last time.
    mutating func promises(at level: LevelKey) throws(StockFailure) -> [PromiseAtLevel] {
        if !promisesByLevel.isMade { try indexPromises() }
        indexNewPromises()
        var ids = Set(promisesByLevel.ids(at: level))
        for id in try commitmentsBelow(at: level) { ids.insert(id) }
        var found: [PromiseAtLevel] = []
        var live: [UInt128] = []
        for id in ids {
            guard let (row, allocations) = try peekReservation(ReservationID(rawValue: id)), row.isOpen else {
                continue
            }
            let here = allocations.filter { $0.levelKey == level && !$0.isBackorder }
            let isHeld = row.isLive(at: now) && here.contains { $0.held > 0 }
            let isCommitted = here.contains { $0.committed > 0 }
            if isHeld { found.append(PromiseAtLevel(id: id, promised: row.sequence, isCommitted: false)) }
            if isCommitted { found.append(PromiseAtLevel(id: id, promised: row.sequence, isCommitted: true)) }
            if isHeld || isCommitted { live.append(id) }
        }
        promisesByLevel.keep(live, at: level)
        return found.sorted()
    }

    /// The active overlay is sealed: its reservations are looked for below from here on.
    mutating func endOverlayOfPromises() {
        if promisesByLevel.isMade { indexNewPromises() }
        promisesByLevel.endOverlay()
    }

    private mutating func indexPromises() throws(StockFailure) {
        promisesByLevel.begin()
        var ids: [UInt128] = []
        var from = ByteWriter()
        DeadlineKey.encode(now.millisecondsSinceEpoch, 0, into: &from)
        try base.scan(.deadlines, from: from.span, reversed: false) { key, _ throws(StockFailure) in
            guard let (_, id) = DeadlineKey.decode(key) else {
                throw .damaged("a key of `deadlines` cannot be read")
            }
            ids.append(id)
            return true
        }
        if let sealed {
            for index in 0..<sealed.overlay.reservations.count { ids.append(sealed.overlay.reservations[index].id) }
        }
        for id in ids {
            guard let (_, allocations) = try peekReservation(ReservationID(rawValue: id)) else { continue }
            for allocation in allocations where allocation.held > 0 || allocation.committed > 0 {
                promisesByLevel.add(id, at: allocation.levelKey)
            }
        }
    }

    private mutating func indexNewPromises() {
        for index in promisesByLevel.rowsSeen..<max(promisesByLevel.rowsSeen, active.reservations.count) {
            let row = active.reservations[index]
            for allocation in row.allocations {
                promisesByLevel.add(row.id, at: active.allocations[allocation].levelKey)
            }
        }
        promisesByLevel.see(active.reservations.count)
    }

    private borrowing func commitmentsBelow(at level: LevelKey) throws(StockFailure) -> [UInt128] {
        var ids: [UInt128] = []
        var from = ByteWriter()
        CommitmentKey.encode(level, 0, into: &from)
        try base.scan(.commitments, from: from.span, reversed: false) { key, _ throws(StockFailure) in
            guard let (found, id) = CommitmentKey.decode(key) else {
                throw .damaged("a key of `commitments` cannot be read")
            }
            guard found == level else { return false }
            ids.append(id)
            return true
        }
        return ids
    }
}
