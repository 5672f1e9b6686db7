import StockAPI
import StockBytes
import StockModel

extension Verification {
    /// Invariants 4 and 12 of every reservation, and the indexes that stand for it.
    mutating func checkReservations(_ rows: borrowing LMDBRows) throws(StockFailure) {
        var deadlines: UInt64 = 0
        var owners: UInt64 = 0
        var sold: UInt64 = 0
        var commitments: UInt64 = 0
        var backorders: UInt64 = 0
        var missing: [String] = []
        try forEachRow(of: .reservations, in: rows) { (verification, key, fields) throws(BytesError) in
            var allocations: [AllocationRow] = []
            let id = ReservationID(rawValue: try key.readBigEndian(UInt128.self))
            var details = ReservationDetails()
            let row = try ReservationRow(id, from: &fields, allocations: &allocations, details: &details)
            verification.check(row, allocations)
            verification.checkKits(of: row, allocations, details)
            verification.addUse(of: row, allocations, details)
            for level in Set(allocations.filter { $0.committed > 0 }.map(\.levelKey)) {
                commitments += 1
                var entry = ByteWriter()
                CommitmentKey.encode(row.id, level, into: &entry)
                if (try? verification.isIndexed(.reservationCommitments, entry, in: rows)) != true {
                    missing.append("commitment of \(row.id)")
                }
            }
            if row.isQueued {
                for sku in Set(allocations.filter { $0.waiting > 0 }.map(\.sku)) {
                    backorders += 1
                    var entry = ByteWriter()
                    BackorderKey(sku: sku, promised: row.sequence, reservation: row.id).encode(into: &entry)
                    if (try? verification.isIndexed(.backorders, entry, in: rows)) != true {
                        missing.append("backorder of \(row.id)")
                    }
                }
            }
            if row.hasDeadline {
                deadlines += 1
                var entry = ByteWriter()
                DeadlineKey.encode(row.deadline, row.id, into: &entry)
                if (try? verification.isIndexed(.deadlines, entry, in: rows)) != true {
                    missing.append("deadline of \(row.id)")
                }
            }
            if row.isOpen, row.owner != 0 {
                owners += 1
                var entry = ByteWriter()
                entry.appendBigEndian(row.owner)
                entry.appendBigEndian(row.id)
                if (try? verification.isIndexed(.owners, entry, in: rows)) != true {
                    missing.append("owner of \(row.id)")
                }
            }
            if row.closedAt != 0, row.fulfilled > 0 {
                sold += 1
                var entry = ByteWriter()
                DeadlineKey.encode(row.closedAt, row.id, into: &entry)
                if (try? verification.isIndexed(.sold, entry, in: rows)) != true { missing.append("sale of \(row.id)") }
            }
        }
        for entry in missing { differ("an index lacks the \(entry)") }
        try checkCount(of: .deadlines, deadlines, rows)
        try checkCount(of: .owners, owners, rows)
        try checkCount(of: .sold, sold, rows)
        try checkCount(of: .reservationCommitments, commitments, rows)
        try checkCount(of: .commitments, 0, rows)
        try checkCount(of: .backorders, backorders, rows)
    }

    private mutating func check(_ row: ReservationRow, _ allocations: [AllocationRow]) {
        let name = "reservation \(row.id)"
        let isPastDue = facts.map { row.isPastDue(at: $0.time) } ?? false
        if row.isOpen != (row.closedAt == 0) { differ("\(name): open and closed at once") }
        if row.sequence == 0 || row.sequence > report.sequence { differ("\(name): made at sequence \(row.sequence)") }
        var returned: Quantity = 0
        for allocation in allocations {
            let quantities = [
                allocation.held, allocation.committed, allocation.fulfilled, allocation.released, allocation.expired,
                allocation.waiting,
            ]
            if quantities.contains(where: { $0 < 0 }) || allocation.returned < 0 {
                differ("\(name), line \(allocation.line): a quantity is below zero")
            }
            if quantities.reduce(Int128(0), { $0 + Int128($1) }) != Int128(allocation.requested) {
                differ("\(name), line \(allocation.line): the quantities do not add up to \(allocation.requested)")
            }
            if allocation.isBackorder, max(allocation.held, allocation.committed, allocation.fulfilled) > 0 {
                differ("\(name), line \(allocation.line): units that are not there are promised from a place")
            }
            if allocation.returned > allocation.fulfilled {
                differ("\(name), line \(allocation.line): more was returned than fulfilled")
            }
            returned &+= allocation.returned
            guard allocation.held != 0 || allocation.committed != 0 else { continue }
            var level = levels[allocation.levelKey] ?? LevelAccount()
            level.heldByReservations &+= allocation.held
            if isPastDue { level.pastDueByReservations &+= allocation.held }
            level.committedByReservations &+= allocation.committed
            levels[allocation.levelKey] = level
        }
        if row.fulfilled > 0 {
            promises[ReservationID(rawValue: row.id)] = PromiseAccount(
                since: row.sequence, fulfilled: row.fulfilled, returned: returned)
        }
    }

    private mutating func checkCount(
        of table: StoreTable, _ expected: UInt64, _ rows: borrowing LMDBRows
    ) throws(StockFailure) {
        let count = try forEachRow(of: table, in: rows) { (_, _, _) throws(BytesError) in }
        if count != expected { differ("`\(table.name)` has \(count) rows, \(expected) are due") }
    }

    /// What movements say of a reservation is what the reservation says (invariant 3 for what was fulfilled).
    mutating func comparePromises() {
        let wrong = promises.filter { $0.value.fulfilled != 0 || $0.value.returned != 0 }
        for (id, account) in wrong.sorted(by: { $0.key < $1.key }) {
            differ(
                "reservation \(id.rawValue): its movements differ from it by \(account.fulfilled) fulfilled and \(account.returned) returned"
            )
        }
    }
}
