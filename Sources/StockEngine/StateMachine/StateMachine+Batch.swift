import StockAPI
import StockBytes
import StockModel

/// Where a batch began: what its record in the journal and its digest are made from.
struct BatchMark {
    var sequence: SequenceNumber
    var eventBytes: Int
    var movementBytes: Int
}

extension StateMachine where Base: ~Copyable {
    /// Begins a batch: engine time moves on, holds that became due stop counting, and some are swept.
    mutating func beginBatch(at time: Instant) throws(StockFailure) -> BatchMark {
        let mark = BatchMark(
            sequence: sequence, eventBytes: active.eventBytes.count, movementBytes: active.movementBytes.count)
        statistics.batches += 1
        let timeBefore = now
        if time > now {
            now = time
            try endDue(after: timeBefore)
            try touchWhatWindowsChange(after: timeBefore)
        }
        if !due.isEmpty { try sweep() }
        try tellCrossings()
        return mark
    }

    /// A digest of all that the batch changed: the bytes of its events and movements.
    ///
    /// Replay must give the same.
    func digest(since mark: BatchMark) -> UInt64 {
        let events = checksum(
            of: active.eventBytes.span(mark.eventBytes..<active.eventBytes.count), seed: sequence)
        guard active.movementBytes.count > mark.movementBytes else { return events }
        return checksum(
            of: active.movementBytes.span(mark.movementBytes..<active.movementBytes.count), seed: events)
    }
}
