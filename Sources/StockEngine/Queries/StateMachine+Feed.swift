import StockAPI
import StockBytes
import StockModel

extension StateMachine where Base: ~Copyable {
    /// Changes and movements after which a page of events ends early.
    private static var changesPerPageMax: Int { 20_000 }

    /// The events of the sequences after `last`, at most `limit`, without a gap; fewer where each says much.
    mutating func events(after last: SequenceNumber, limit: Int) throws(StockFailure) -> [FeedEvent] {
        var events: [FeedEvent] = []
        guard last < sequence else { return events }
        var changes = 0
        for number in (last + 1)...min(sequence, last + UInt64(max(1, limit))) {
            let decoded = try event(number)
            events.append(
                FeedEvent(
                    sequence: number, time: decoded.time, principal: decoded.principal, changes: decoded.changes,
                    movements: try movements(of: number)))
            changes += (events.last?.changes.count ?? 0) + (events.last?.movements.count ?? 0)
            if changes >= Self.changesPerPageMax { break }
        }
        return events
    }

    private mutating func movements(of number: SequenceNumber) throws(StockFailure) -> [Movement] {
        var found: [Movement] = []
        var after = MovementID(sequence: number - 1, line: .max)
        while true {
            let page = try movements(after: after, limit: 256)
            found.append(contentsOf: page.prefix { $0.id.sequence == number })
            guard let last = page.last, last.id.sequence == number else { return found }
            after = last.id
        }
    }

    private mutating func event(_ number: SequenceNumber) throws(StockFailure) -> EventBytes.Decoded {
        if number >= active.firstSequence { return try Self.event(number, in: active) }
        if let sealed, number >= sealed.overlay.firstSequence { return try Self.event(number, in: sealed.overlay) }
        keyScratch.removeAll()
        keyScratch.appendBigEndian(number)
        let key = keyScratch.span
        let found = try base.row(.events, key: key) { value throws(StockFailure) in
            try RowBytes.open(value, key: key, in: .events) { reader throws(BytesError) in
                try EventBytes.decode(&reader)
            }
        }
        guard let found else { throw .damaged("the event of sequence \(number) is missing") }
        return found
    }

    private static func event(
        _ number: SequenceNumber, in overlay: borrowing Overlay
    ) throws(StockFailure) -> EventBytes.Decoded {
        let index = Int(clamping: number - overlay.firstSequence)
        guard index < overlay.events.count else { throw .damaged("the event of sequence \(number) is missing") }
        var reader = ByteReader(overlay.eventBytes.span(overlay.eventBytesRange(index)))
        do throws(BytesError) {
            _ = try reader.skip(1)
            return try EventBytes.decode(&reader)
        } catch { throw .damaged("the event of sequence \(number) cannot be read at byte \(error.offset)") }
    }
}
