import LMDB
import StockAPI
import StockBytes
import StockModel

extension Overlay {
    /// Writes every changed row but the levels, table by table, each in the order of its keys.
    borrowing func write(_ table: inout TableWrite, in transaction: inout WriteTransaction) throws(StockFailure) {
        try writeMasterData(&table, in: &transaction)
        try writeReservations(&table, in: &transaction)
        try writeLedger(&table, in: &transaction)
        try writeRequests(&table, in: &transaction)
        try writeDocuments(&table, in: &transaction)
        try writeEvents(&table, in: &transaction)
    }

    private borrowing func writeReservations(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        let order = reservations.indexesByKey()
        try table.write(.reservations, count: order.count, in: &transaction) { index, key, value in
            let row = reservations[order[index]]
            key.appendBigEndian(row.id)
            row.encode(into: &value)
            for allocation in row.allocations { allocations[allocation].encode(into: &value) }
            if row.hasDetails || row.generation > 1 {
                var details = ReservationDetails()
                if case let found?? = reservationDetails[row.id] { details = found }
                row.encodeEnd(details, into: &value)
            }
            return .put
        }
        try writeDeadlines(&table, in: &transaction)
        try writeOwners(order, &table, in: &transaction)
        try writeSold(&table, in: &transaction)
        try writeCommitments(&table, in: &transaction)
        try writeBackorders(&table, in: &transaction)
    }

    private borrowing func writeCommitments(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        var entries: [(level: LevelKey, id: UInt128, isPut: Bool)] = []
        // A reservation that is not here any more was taken back, and is in the checkpoint as it was.
        for (level, id) in commitmentsEndedBelow where reservations.index(of: id) != nil {
            entries.append((level, id, false))
        }
        for index in 0..<reservations.count {
            let row = reservations[index]
            guard row.committed > 0 || row.isCommittedBelow else { continue }
            for allocation in row.allocations {
                let isPut = allocations[allocation].committed > 0
                if isPut || row.isCommittedBelow { entries.append((allocations[allocation].levelKey, row.id, isPut)) }
            }
        }
        // Several lines may be at one level: it is named while one of them has units committed.
        entries.sort { ($0.level, $0.id, $0.isPut ? 0 : 1) < ($1.level, $1.id, $1.isPut ? 0 : 1) }
        try table.write(.commitments, count: entries.count, in: &transaction) { index, key, value in
            let entry = entries[index]
            if index > 0, entries[index - 1].level == entry.level, entries[index - 1].id == entry.id { return .skip }
            CommitmentKey.encode(entry.level, entry.id, into: &key)
            guard entry.isPut else { return .delete }
            value.append(RowBytes.version)
            return .put
        }
    }

    private borrowing func writeBackorders(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        var entries: [(key: BackorderKey, isPut: Bool)] = []
        for key in backordersEndedBelow where reservations.index(of: key.reservation) != nil {
            entries.append((key, false))
        }
        for index in 0..<reservations.count {
            let row = reservations[index]
            guard row.isQueued || row.isQueuedBelow else { continue }
            for allocation in row.allocations {
                let isPut = row.isQueued && allocations[allocation].waiting > 0
                guard isPut || row.isQueuedBelow else { continue }
                let key = BackorderKey(
                    sku: allocations[allocation].sku, promised: row.sequence, reservation: row.id)
                entries.append((key, isPut))
            }
        }
        // A SKU may stand in several lines: it is named while one of them waits.
        entries.sort { left, right in left.key != right.key ? left.key < right.key : left.isPut && !right.isPut }
        try table.write(.backorders, count: entries.count, in: &transaction) { index, key, value in
            let entry = entries[index]
            if index > 0, entries[index - 1].key == entry.key { return .skip }
            entry.key.encode(into: &key)
            guard entry.isPut else { return .delete }
            value.append(RowBytes.version)
            return .put
        }
    }

    private borrowing func writeDeadlines(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        var entries: [(deadline: Int64, id: UInt128, isPut: Bool)] = []
        for index in 0..<reservations.count {
            let row = reservations[index]
            let deadline = row.hasDeadline ? row.deadline : 0
            guard deadline != row.deadlineBelow else { continue }
            if row.deadlineBelow != 0 { entries.append((row.deadlineBelow, row.id, false)) }
            if deadline != 0 { entries.append((deadline, row.id, true)) }
        }
        entries.sort { ($0.deadline, $0.id) < ($1.deadline, $1.id) }
        try table.write(.deadlines, count: entries.count, in: &transaction) { index, key, value in
            DeadlineKey.encode(entries[index].deadline, entries[index].id, into: &key)
            guard entries[index].isPut else { return .delete }
            value.append(RowBytes.version)
            return .put
        }
    }

    private borrowing func writeOwners(
        _ order: [Int], _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        var entries = ownersEndedBelow.map { (owner: $0.owner, id: $0.id, isPut: false) }
        for index in order {
            let row = reservations[index]
            guard row.owner != 0, row.isOpen != row.isOpenBelow else { continue }
            entries.append((row.owner, row.id, row.isOpen))
        }
        // An id may go to another owner and come back: what ended goes first.
        entries.sort { ($0.owner, $0.id, $0.isPut ? 1 : 0) < ($1.owner, $1.id, $1.isPut ? 1 : 0) }
        try table.write(.owners, count: entries.count, in: &transaction) { index, key, value in
            key.appendBigEndian(entries[index].owner)
            key.appendBigEndian(entries[index].id)
            guard entries[index].isPut else { return .delete }
            value.append(RowBytes.version)
            return .put
        }
    }

    private borrowing func writeSold(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        var entries: [(closedAt: Int64, id: UInt128, isPut: Bool)] = []
        for (closedAt, id) in reopened {
            guard let index = reservations.index(of: id), reservations[index].closedAt != closedAt else { continue }
            entries.append((closedAt, id, false))
        }
        for index in 0..<reservations.count {
            let row = reservations[index]
            if row.closedAt != 0, row.fulfilled > 0 { entries.append((row.closedAt, row.id, true)) }
        }
        entries.sort { ($0.closedAt, $0.id) < ($1.closedAt, $1.id) }
        try table.write(.sold, count: entries.count, in: &transaction) { index, key, value in
            DeadlineKey.encode(entries[index].closedAt, entries[index].id, into: &key)
            guard entries[index].isPut else { return .delete }
            value.append(RowBytes.version)
            return .put
        }
    }

    private borrowing func writeLedger(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        try table.write(.movements, count: movements.count, in: &transaction) { index, key, value in
            MovementKey.encode(movements[index].id, into: &key)
            value.append(bytes: movementBytes.span(movementBytesRange(index)))
            return .put
        }
        var entries: [(document: DocumentKey, id: MovementID)] = []
        for case let (document, newest?) in movementsOnDocument.entries {
            var next = newest
            while next != 0 {
                let entry = movements[Int(next) - 1]
                entries.append((document, entry.id))
                next = entry.previousOnDocument
            }
        }
        entries.sort { ($0.document, $0.id) < ($1.document, $1.id) }
        try table.write(.documentMovements, count: entries.count, in: &transaction) { index, key, value in
            key.append(bytes: entries[index].document.bytes)
            key.append(UInt8(0))
            MovementKey.encode(entries[index].id, into: &key)
            value.append(RowBytes.version)
            return .put
        }
        let reversed = reversals.entries.keys.sorted()
        try table.write(.reversals, count: reversed.count, in: &transaction) { index, key, value in
            guard case let reversal?? = reversals[reversed[index]] else { return .skip }
            MovementKey.encode(reversed[index], into: &key)
            value.append(RowBytes.version)
            reversal.encode(into: &value)
            return .put
        }
    }

    private borrowing func writeRequests(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        let order = requests.indexesByKey()
        try table.write(.requests, count: order.count, in: &transaction) { index, key, value in
            let row = requests[order[index]]
            key.appendBigEndian(row.id)
            value.append(RowBytes.version)
            value.append(row.payloadHash)
            value.append(row.time)
            value.append(bytes: answers.span(row.answerStart..<row.answerStart + row.answerCount))
            return .put
        }
        let marked = devices.entries.keys.sorted()
        try table.write(.devices, count: marked.count, in: &transaction) { index, key, value in
            guard case let counter?? = devices[marked[index]] else { return .skip }
            key.appendBigEndian(marked[index])
            value.append(RowBytes.version)
            value.append(counter)
            return .put
        }
    }

    private borrowing func writeEvents(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        try table.write(.events, count: events.count, in: &transaction) { index, key, value in
            key.appendBigEndian(firstSequence + UInt64(index))
            value.append(bytes: eventBytes.span(eventBytesRange(index)))
            return .put
        }
    }
}
