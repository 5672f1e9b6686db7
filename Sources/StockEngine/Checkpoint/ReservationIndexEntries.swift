import LMDB
import StockAPI
import StockBytes
import StockModel

/// What a checkpoint changes in the tables through which reservations are found.
///
/// Collected while their rows are written, so that the rows are read once.
struct ReservationIndexEntries {
    private var deadlines: [(time: Int64, id: UInt128, isPut: Bool)] = []
    private var owners: [(owner: UInt128, id: UInt128, isPut: Bool)] = []
    private var sold: [(time: Int64, id: UInt128, isPut: Bool)] = []
    private var commitments: [(level: LevelKey, id: UInt128, isPut: Bool)] = []
    private var backorders: [(key: BackorderKey, isPut: Bool)] = []

    init(expectedCount: Int) { deadlines.reserveCapacity(expectedCount) }

    /// Adds the entries of one reservation.
    @inline(__always)
    mutating func add(_ row: ReservationRow, _ allocations: borrowing UndoableBuffer<AllocationRow>) {
        let deadline = row.hasDeadline ? row.deadline : 0
        if deadline != row.deadlineBelow {
            if row.deadlineBelow != 0 { deadlines.append((row.deadlineBelow, row.id, false)) }
            if deadline != 0 { deadlines.append((deadline, row.id, true)) }
        }
        if row.owner != 0, row.isOpen != row.isOpenBelow { owners.append((row.owner, row.id, row.isOpen)) }
        if row.closedAt != 0, row.fulfilled > 0 { sold.append((row.closedAt, row.id, true)) }
        if row.committed > 0 || row.isCommittedBelow { addCommitments(of: row, allocations) }
        if row.isQueued || row.isQueuedBelow { addBackorders(of: row, allocations) }
    }

    private mutating func addCommitments(of row: ReservationRow, _ allocations: borrowing UndoableBuffer<AllocationRow>)
    {
        for allocation in row.allocations {
            let isPut = allocations[allocation].committed > 0
            if isPut || row.isCommittedBelow { commitments.append((allocations[allocation].levelKey, row.id, isPut)) }
        }
    }

    private mutating func addBackorders(of row: ReservationRow, _ allocations: borrowing UndoableBuffer<AllocationRow>)
    {
        for allocation in row.allocations {
            let isPut = row.isQueued && allocations[allocation].waiting > 0
            guard isPut || row.isQueuedBelow else { continue }
            let key = BackorderKey(sku: allocations[allocation].sku, promised: row.sequence, reservation: row.id)
            backorders.append((key, isPut))
        }
    }

    /// Adds what was noted beside the rows.
    ///
    /// A reservation that is not there any more was taken back, and is in the checkpoint as it was.
    mutating func addEnded(in overlay: borrowing Overlay) {
        for (owner, id) in overlay.ownersEndedBelow { owners.append((owner, id, false)) }
        for (closedAt, id) in overlay.reopened {
            guard let index = overlay.reservations.index(of: id), overlay.reservations[index].closedAt != closedAt
            else { continue }
            sold.append((closedAt, id, false))
        }
        for (level, id) in overlay.commitmentsEndedBelow where overlay.reservations.index(of: id) != nil {
            commitments.append((level, id, false))
        }
        for key in overlay.backordersEndedBelow where overlay.reservations.index(of: key.reservation) != nil {
            backorders.append((key, false))
        }
    }

    /// In the order of their keys.
    mutating func sort() {
        deadlines.sort { ($0.time, $0.id) < ($1.time, $1.id) }
        // An id may go to another owner and come back: what ended goes first.
        owners.sort { ($0.owner, $0.id, $0.isPut ? 1 : 0) < ($1.owner, $1.id, $1.isPut ? 1 : 0) }
        sold.sort { ($0.time, $0.id) < ($1.time, $1.id) }
        // Several lines may be at one level: it is named while one of them has units committed.
        commitments.sort { ($0.id, $0.level, $0.isPut ? 0 : 1) < ($1.id, $1.level, $1.isPut ? 0 : 1) }
        // A SKU may stand in several lines: it is named while one of them waits.
        backorders.sort { left, right in left.key != right.key ? left.key < right.key : left.isPut && !right.isPut }
    }

    /// Writes them all; they are in order.
    func write(_ table: inout TableWrite, in transaction: inout WriteTransaction) throws(StockFailure) {
        try write(deadlines, .deadlines, &table, in: &transaction)
        try table.write(.owners, count: owners.count, in: &transaction) { index, key, value in
            key.appendBigEndian(owners[index].owner)
            key.appendBigEndian(owners[index].id)
            return Self.put(owners[index].isPut, &value)
        }
        try write(sold, .sold, &table, in: &transaction)
        try table.write(.reservationCommitments, count: commitments.count, in: &transaction) { index, key, value in
            let entry = commitments[index]
            if index > 0, commitments[index - 1].level == entry.level, commitments[index - 1].id == entry.id {
                return .skip
            }
            CommitmentKey.encode(entry.id, entry.level, into: &key)
            return Self.put(entry.isPut, &value)
        }
        try table.write(.backorders, count: backorders.count, in: &transaction) { index, key, value in
            let entry = backorders[index]
            if index > 0, backorders[index - 1].key == entry.key { return .skip }
            entry.key.encode(into: &key)
            return Self.put(entry.isPut, &value)
        }
    }

    private func write(
        _ entries: [(time: Int64, id: UInt128, isPut: Bool)], _ name: StoreTable, _ table: inout TableWrite,
        in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        try table.write(name, count: entries.count, in: &transaction) { index, key, value in
            DeadlineKey.encode(entries[index].time, entries[index].id, into: &key)
            return Self.put(entries[index].isPut, &value)
        }
    }

    private static func put(_ isPut: Bool, _ value: inout ByteWriter) -> RowAction {
        guard isPut else { return .delete }
        value.append(RowBytes.version)
        return .put
    }
}
