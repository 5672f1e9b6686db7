import LMDB
import StockAPI
import StockBytes
import StockModel

/// Removes what is kept no longer, judged by the checkpoint's engine time.
///
/// It changes no answer: reads judge likewise.
///
/// Requests and reservations are found through the events that tell of them, so that nothing has to be searched.
struct Trim {
    /// At most so many events are looked at, and rows removed, with one checkpoint; the rest waits for the next.
    static let rowsMax = 500_000

    let retention: Retention
    let now: Instant

    func run(
        _ facts: inout StoreFacts, _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        facts.requestsTrimmed = try trim(
            after: facts.requestsTrimmed, kept: retention.requestsMilliseconds, &table, in: &transaction, requests)
        facts.reservationsTrimmed = try trim(
            after: facts.reservationsTrimmed, kept: retention.closedReservationsMilliseconds, &table,
            in: &transaction, closedReservations)
        facts.eventsTrimmed = try trim(
            after: facts.eventsTrimmed, kept: retention.eventsMilliseconds, &table, in: &transaction, event)
        try trimSold(&table, in: &transaction)
    }

    private typealias Step = (
        _ sequence: SequenceNumber, StoredEvent, inout TableWrite, inout WriteTransaction
    ) throws(StockFailure) -> Void

    /// An event, and the hash of its row.
    private struct StoredEvent {
        var event: EventBytes.Decoded
        var hash: UInt64
    }

    /// Goes through the events that are older than `kept`; returns the last one that was looked at.
    private func trim(
        after sequence: SequenceNumber, kept: Int64, _ table: inout TableWrite,
        in transaction: inout WriteTransaction, _ step: Step
    ) throws(StockFailure) -> SequenceNumber {
        var last = sequence
        for _ in 0..<Self.rowsMax {
            guard let stored = try self.event(last + 1, table.databases, in: &transaction),
                now.milliseconds(since: stored.event.time) >= kept
            else { break }
            try step(last + 1, stored, &table, &transaction)
            last += 1
        }
        return last
    }

    private func event(
        _ sequence: SequenceNumber, _ databases: StoreDatabases, in transaction: inout WriteTransaction
    ) throws(StockFailure) -> StoredEvent? {
        var key = ByteWriter()
        key.appendBigEndian(sequence)
        let value: RawSpan?
        do throws(StorageError) {
            value = try transaction.value(for: key.span, in: databases[.events])
        } catch { throw StockFailure(error) }
        guard let value else { return nil }
        var hash: UInt64 = 0
        let event = try RowBytes.open(value, key: key.span, in: .events, hash: &hash) { reader throws(BytesError) in
            try EventBytes.decode(&reader)
        }
        return StoredEvent(event: event, hash: hash)
    }

    private func requests(
        _ sequence: SequenceNumber, _ stored: StoredEvent, _ table: inout TableWrite,
        _ transaction: inout WriteTransaction
    ) throws(StockFailure) {
        guard let request = stored.event.request else { return }
        var key = ByteWriter()
        key.appendBigEndian(request.rawValue)
        // Another request may have come under the id since.
        guard let time = try time(ofRequest: key.span, table.databases, in: &transaction),
            now.milliseconds(since: time) >= retention.requestsMilliseconds
        else { return }
        try table.delete(.requests, key: key.span, in: &transaction)
    }

    private func time(
        ofRequest key: RawSpan, _ databases: StoreDatabases, in transaction: inout WriteTransaction
    ) throws(StockFailure) -> Instant? {
        let value: RawSpan?
        do throws(StorageError) {
            value = try transaction.value(for: key, in: databases[.requests])
        } catch { throw StockFailure(error) }
        guard let value else { return nil }
        return try RowBytes.open(value, key: key, in: .requests) { reader throws(BytesError) in
            _ = try reader.read(UInt64.self)
            return try Instant(from: &reader)
        }
    }

    /// Reservations that the event may have closed.
    ///
    /// One that was closed later is found again by that later event.
    private func closedReservations(
        _ sequence: SequenceNumber, _ stored: StoredEvent, _ table: inout TableWrite,
        _ transaction: inout WriteTransaction
    ) throws(StockFailure) {
        for case .promise(let change) in stored.event.changes {
            switch change.transition {
            case .releasedHeld, .releasedCommitted, .expired, .releasedWaiting, .expiredWaiting: break
            default: continue
            }
            var key = ByteWriter()
            key.appendBigEndian(change.reservation.rawValue)
            var hash: UInt64 = 0
            guard
                let row = try reservation(change.reservation, key.span, table.databases, in: &transaction, hash: &hash)
            else { continue }
            guard row.closedAt != 0, row.fulfilled == 0,
                now.milliseconds(since: Instant(millisecondsSinceEpoch: row.closedAt))
                    >= retention.closedReservationsMilliseconds
            else { continue }
            try table.delete(.reservations, key: key.span, hash: hash, in: &transaction)
        }
    }

    private func reservation(
        _ id: ReservationID, _ key: RawSpan, _ databases: StoreDatabases, in transaction: inout WriteTransaction,
        hash: inout UInt64
    ) throws(StockFailure) -> ReservationRow? {
        let value: RawSpan?
        do throws(StorageError) {
            value = try transaction.value(for: key, in: databases[.reservations])
        } catch { throw StockFailure(error) }
        guard let value else { return nil }
        var allocations: [AllocationRow] = []
        return try RowBytes.open(value, key: key, in: .reservations, hash: &hash) { reader throws(BytesError) in
            try ReservationRow(id, from: &reader, allocations: &allocations)
        }
    }

    private func event(
        _ sequence: SequenceNumber, _ stored: StoredEvent, _ table: inout TableWrite,
        _ transaction: inout WriteTransaction
    ) throws(StockFailure) {
        var key = ByteWriter()
        key.appendBigEndian(sequence)
        try table.delete(.events, key: key.span, hash: stored.hash, in: &transaction)
    }

    private func trimSold(
        _ table: inout TableWrite, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        for _ in 0..<Self.rowsMax {
            var oldest = ByteWriter()
            try firstKey(of: table.databases[.sold], into: &oldest, in: &transaction)
            guard oldest.count > 0 else { return }
            guard let (closedAt, id) = DeadlineKey.decode(oldest.span) else {
                throw .damaged("a key of `sold` cannot be read")
            }
            guard
                now.milliseconds(since: Instant(millisecondsSinceEpoch: closedAt))
                    >= retention.fulfilledReservationsMilliseconds
            else { return }
            var key = ByteWriter()
            key.appendBigEndian(id)
            // Another reservation may have taken the id since.
            var hash: UInt64 = 0
            let row = try reservation(
                ReservationID(rawValue: id), key.span, table.databases, in: &transaction, hash: &hash)
            if row?.closedAt == closedAt {
                try table.delete(.reservations, key: key.span, hash: hash, in: &transaction)
            }
            try table.delete(.sold, key: oldest.span, in: &transaction)
        }
    }

    private func firstKey(
        of database: Database, into key: inout ByteWriter, in transaction: inout WriteTransaction
    ) throws(StockFailure) {
        var cursor = try transaction.storeCursor(in: database)
        do throws(StorageError) {
            if try cursor.first() { key.append(bytes: cursor.key) }
        } catch { throw StockFailure(error) }
    }
}
