import LMDB
import StockAPI
import StockBytes
import StockModel

/// Removes what is kept no longer, judged by the checkpoint's engine time.
///
/// It changes no answer: reads judge likewise.
///
/// Requests and reservations are found through the events that tell of them, so that nothing has to be searched. They are
/// removed some thousand at a time in the order of their keys, since neighbours lie on one page.
struct Trim {
    /// At most so many events are looked at, and rows removed, with one checkpoint; the rest waits for the next.
    static let rowsMax = 500_000
    private static let rowsTogether = 4_096

    let retention: Retention
    let now: Instant
    /// So many pages may be changed, about; the rest waits for the next checkpoint.
    ///
    /// Where ids are random, each row may be on a page of its own.
    let pagesMax: Int

    func run(
        _ facts: inout StoreFacts, _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        facts.requestsTrimmed = try trim(
            after: facts.requestsTrimmed, kept: retention.requestsMilliseconds, &table, in: &transaction,
            EventBytes.appendRequest, requests)
        facts.reservationsTrimmed = try trim(
            after: facts.reservationsTrimmed, kept: retention.closedReservationsMilliseconds, &table, in: &transaction,
            EventBytes.appendEnded, closedReservations)
        try trimSold(&table, in: &transaction)
        // Requests and reservations are not found without their events.
        let last = min(facts.requestsTrimmed, facts.reservationsTrimmed)
        facts.eventsTrimmed = try trimEvents(after: facts.eventsTrimmed, through: last, &table, in: &transaction)
    }

    /// Requests, closed and sold reservations have a third each of the pages.
    private func mayGoOn(_ table: borrowing TableWrite, since pagesBefore: Int) -> Bool {
        table.pagesDeletedFrom - pagesBefore < pagesMax / 3
    }

    private func isPast(_ time: Instant, kept milliseconds: Int64) -> Bool {
        now.milliseconds(since: time) >= milliseconds
    }

    /// Goes through the events that are older than `kept`, and removes what they name; returns the last one.
    private func trim(
        after sequence: SequenceNumber, kept: Int64, _ table: inout TableWrite,
        in transaction: inout WriteTransaction,
        _ named: (inout ByteReader, inout [UInt128]) throws(BytesError) -> Void,
        _ remove: ([UInt128], inout TableWrite, inout WriteTransaction) throws(StockFailure) -> Void
    ) throws(StockFailure) -> SequenceNumber {
        let pagesBefore = table.pagesDeletedFrom
        return try inParts(after: sequence) { last throws(StockFailure) in
            var ids: [UInt128] = []
            let next = try forEachEvent(after: last, through: .max, kept: kept, table.databases, in: &transaction) {
                reader throws(BytesError) in
                try named(&reader, &ids)
            } then: {
                _, _ throws(StockFailure) in
            }
            ids.sort()
            try remove(ids, &table, &transaction)
            return (next, mayGoOn(table, since: pagesBefore))
        }
    }

    /// Events lie side by side, whatever the ids are.
    private func trimEvents(
        after sequence: SequenceNumber, through end: SequenceNumber, _ table: inout TableWrite,
        in transaction: inout WriteTransaction
    ) throws(StockFailure) -> SequenceNumber {
        try inParts(after: sequence) { last throws(StockFailure) in
            let databases = table.databases
            let kept = retention.eventsMilliseconds
            let next = try forEachEvent(after: last, through: end, kept: kept, databases, in: &transaction) {
                _ throws(BytesError) in
            } then: {
                cursor, hash throws(StockFailure) in
                try table.delete(at: &cursor, hash: hash)
            }
            return (next, true)
        }
    }

    /// Goes on with the next part until one is not full, or there were enough.
    private func inParts(
        after sequence: SequenceNumber,
        _ part: (_ last: SequenceNumber) throws(StockFailure) -> (next: SequenceNumber, mayGoOn: Bool)
    ) throws(StockFailure) -> SequenceNumber {
        var last = sequence
        while last - sequence < UInt64(Self.rowsMax) {
            let before = last
            let (next, mayGoOn) = try part(before)
            last = next
            guard mayGoOn, last - before == UInt64(Self.rowsTogether) else { break }
        }
        return last
    }

    /// Reads what follows the head of each of the next events that are older than `kept`, some thousand at most; returns
    /// the last one.
    private func forEachEvent(
        after sequence: SequenceNumber, through end: SequenceNumber, kept: Int64, _ databases: StoreDatabases,
        in transaction: inout WriteTransaction, _ read: (inout ByteReader) throws(BytesError) -> Void,
        then finish: (inout WriteCursor, _ hash: UInt64) throws(StockFailure) -> Void
    ) throws(StockFailure) -> SequenceNumber {
        var last = sequence
        var cursor = try transaction.storeCursor(in: databases[.events])
        var key = ByteWriter()
        while last < end, last - sequence < UInt64(Self.rowsTogether) {
            key.removeAll()
            key.appendBigEndian(last + 1)
            do throws(StorageError) {
                guard try cursor.seek(to: key.span) else { break }
            } catch { throw StockFailure(error) }
            var hash: UInt64 = 0
            let isRead = try RowBytes.open(cursor.value, key: key.span, in: .events, hash: &hash) {
                reader throws(BytesError) in
                guard isPast(try EventBytes.readHead(&reader).time, kept: kept) else { return false }
                try read(&reader)
                return true
            }
            guard isRead else { break }
            try finish(&cursor, hash)
            last += 1
        }
        return last
    }

    private func requests(
        _ ids: [UInt128], _ table: inout TableWrite, _ transaction: inout WriteTransaction
    ) throws(StockFailure) {
        try remove(ids, from: .requests, &table, in: &transaction) { _, reader throws(BytesError) in
            // Another request may have come under the id since.
            _ = try reader.read(UInt64.self)
            return isPast(try Instant(from: &reader), kept: retention.requestsMilliseconds)
        }
    }

    /// Reservations that an event may have closed.
    ///
    /// One that was closed later is found again by that later event.
    private func closedReservations(
        _ ids: [UInt128], _ table: inout TableWrite, _ transaction: inout WriteTransaction
    ) throws(StockFailure) {
        try removeReservations(ids, &table, in: &transaction) { _, row in
            row.closedAt != 0 && row.fulfilled == 0
                && isPast(
                    Instant(millisecondsSinceEpoch: row.closedAt), kept: retention.closedReservationsMilliseconds)
        }
    }

    private func trimSold(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        var removed = 0
        let pagesBefore = table.pagesDeletedFrom
        repeat {
            var sold = try takeSold(&table, in: &transaction)
            removed += sold.count
            sold.sort { $0.id < $1.id }
            try removeReservations(sold.map(\.id), &table, in: &transaction) { index, row in
                // Another reservation may have taken the id since.
                row.closedAt == sold[index].closedAt
            }
            guard sold.count == Self.rowsTogether else { return }
        } while removed < Self.rowsMax && mayGoOn(table, since: pagesBefore)
    }

    /// Removes the oldest rows of `sold`, and returns whom they named.
    private func takeSold(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) -> [(closedAt: Int64, id: UInt128)] {
        var sold: [(closedAt: Int64, id: UInt128)] = []
        var cursor = try transaction.storeCursor(in: table.databases[.sold])
        while sold.count < Self.rowsTogether {
            do throws(StorageError) {
                guard try cursor.next() else { break }
            } catch { throw StockFailure(error) }
            guard let (closedAt, id) = DeadlineKey.decode(cursor.key) else {
                throw .damaged("a key of `sold` cannot be read")
            }
            let closed = Instant(millisecondsSinceEpoch: closedAt)
            guard isPast(closed, kept: retention.fulfilledReservationsMilliseconds) else { break }
            sold.append((closedAt, id))
            try table.delete(at: &cursor, hash: RowBytes.hash(ofRow: cursor.value, key: cursor.key, in: .sold))
        }
        return sold
    }

    private func removeReservations(
        _ ids: [UInt128], _ table: inout TableWrite, in transaction: inout WriteTransaction,
        where isForgotten: (_ index: Int, ReservationRow) -> Bool
    ) throws(StockFailure) {
        var allocations: [AllocationRow] = []
        try remove(ids, from: .reservations, &table, in: &transaction) { index, reader throws(BytesError) in
            allocations.removeAll(keepingCapacity: true)
            let id = ReservationID(rawValue: ids[index])
            return isForgotten(index, try ReservationRow(id, from: &reader, allocations: &allocations))
        }
    }

    /// Removes those of the rows that may be forgotten; the ids are in order.
    private func remove(
        _ ids: [UInt128], from name: StoreTable, _ table: inout TableWrite, in transaction: inout WriteTransaction,
        where isForgotten: (_ index: Int, inout ByteReader) throws(BytesError) -> Bool
    ) throws(StockFailure) {
        var cursor = try transaction.storeCursor(in: table.databases[name])
        var key = ByteWriter()
        for (index, id) in ids.enumerated() {
            key.removeAll()
            key.appendBigEndian(id)
            do throws(StorageError) {
                guard try cursor.seek(to: key.span) else { continue }
            } catch { throw StockFailure(error) }
            var hash: UInt64 = 0
            let goes = try RowBytes.open(cursor.value, key: key.span, in: name, hash: &hash) {
                reader throws(BytesError) in try isForgotten(index, &reader)
            }
            if goes { try table.delete(at: &cursor, hash: hash) }
        }
    }
}
