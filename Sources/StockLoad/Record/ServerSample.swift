public import StockAPI
import StockModel

/// How the store was doing within one stretch of a rehearsal, as it says itself.
public struct ServerSample: Codable, Hashable, Sendable {
    /// Since the beginning.
    public var seconds: Double
    /// Commands that it accepted.
    public var commandsAccepted: UInt64
    /// Flushes of its journal.
    public var flushes: UInt64
    /// Of these flushes, in microseconds; 0 when there were none.
    public var flushP50: UInt64
    /// Of these flushes, in microseconds.
    public var flushP99: UInt64
    /// Of these flushes, in microseconds.
    public var flushLongest: UInt64
    /// Checkpoints that ended.
    public var checkpoints: UInt64
    /// How long the last of these took; 0 when there were none.
    public var checkpointMilliseconds: UInt64
    /// Bytes handed to the journal.
    public var journalBytes: UInt64
    /// Memory of rows that wait for a checkpoint.
    public var dirtyBytes: UInt64

    enum CodingKeys: String, CodingKey {
        case seconds, flushes, checkpoints
        case commandsAccepted = "commands_accepted"
        case flushP50 = "flush_p50_us"
        case flushP99 = "flush_p99_us"
        case flushLongest = "flush_longest_us"
        case checkpointMilliseconds = "checkpoint_ms"
        case journalBytes = "journal_bytes"
        case dirtyBytes = "dirty_bytes"
    }

    /// What happened between two readings.
    init(seconds: Double, from before: Statistics, to after: Statistics) {
        self.seconds = seconds
        // Counters count from the store's opening: one that was opened anew begins again.
        let before = after.batches < before.batches || after.checkpoints < before.checkpoints ? Statistics() : before
        let flushTimes = after.flushTimes.since(before.flushTimes)
        commandsAccepted = after.commandsAccepted.grown(since: before.commandsAccepted)
        flushes = flushTimes.total
        flushP50 = flushTimes.microseconds(atPercentile: 50)
        flushP99 = flushTimes.microseconds(atPercentile: 99)
        flushLongest = flushTimes.microseconds(atPercentile: 100)
        checkpoints = after.checkpoints.grown(since: before.checkpoints)
        checkpointMilliseconds = checkpoints > 0 ? after.checkpointMillisecondsLast : 0
        journalBytes = after.journalBytesWritten.grown(since: before.journalBytesWritten)
        dirtyBytes = after.dirtyBytes
    }
}

/// Asks a store now and then how it is doing.
public struct ServerSampler: Sendable {
    private let stock: any StockService

    /// Asks this one.
    public init(_ stock: any StockService) { self.stock = stock }

    /// Asks after every interval until the task is cancelled; an answer that does not come is left out.
    public func run(from start: ContinuousClock.Instant, intervalSeconds: Double) async -> [ServerSample] {
        var samples: [ServerSample] = []
        guard var before = try? await stock.statistics() else { return [] }
        var index = 1
        while !Task.isCancelled {
            let next = start.advanced(by: .seconds(Double(index) * intervalSeconds))
            guard (try? await Task.sleep(until: next, clock: .continuous)) != nil else { break }
            if let after = try? await stock.statistics() {
                samples.append(
                    ServerSample(seconds: start.duration(to: .now).seconds, from: before, to: after))
                before = after
            }
            index += 1
        }
        return samples
    }
}

extension UInt64 {
    fileprivate func grown(since earlier: UInt64) -> UInt64 { self > earlier ? self - earlier : 0 }
}
