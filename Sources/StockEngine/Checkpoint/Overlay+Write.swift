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
        var entries = ReservationIndexEntries(expectedCount: order.count)
        try table.write(.reservations, count: order.count, in: &transaction) { index, key, value in
            let row = reservations[order[index]]
            entries.add(row, allocations)
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
        entries.addEnded(in: self)
        entries.sort()
        try entries.write(&table, in: &transaction)
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
