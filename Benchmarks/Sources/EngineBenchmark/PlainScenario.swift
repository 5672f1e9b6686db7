import Histogram
import LoadLoop
import PlainLMDB

/// What one would write without an engine: one synced LMDB transaction per group of reservations.
enum PlainScenario {
    static func run(
        at folder: String, inFlight: Int, seconds: Double, assortment: Assortment, distribution: Distribution
    ) throws -> Measured {
        let store = try PlainStore(at: folder, keepsLedger: true)
        try store.fill(assortment)
        var source = ReservationSource(assortment, distribution, seed: 7)
        var histogram = Histogram<UInt64>(highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
        let start = Clock.now
        let end = start + UInt64(seconds * 1e9)
        var granted = 0
        var now = start
        while now < end {
            source.turn()
            granted += try store.reserve((0..<inFlight).map { _ in source.next() }).count { $0 }
            let after = Clock.now
            histogram.record(after - now, count: UInt64(inFlight))
            now = after
        }
        var measured = Measured(name: "plain LMDB, \(inFlight) a transaction")
        measured.granted = UInt64(granted)
        measured.perSecond = Double(granted) / (Double(now - start) / 1e9)
        measured.set(histogram)
        return measured
    }
}

extension Measured {
    mutating func set(_ histogram: Histogram<UInt64>) {
        p50Microseconds = Double(histogram.valueAtPercentile(50)) / 1_000
        p99Microseconds = Double(histogram.valueAtPercentile(99)) / 1_000
        p999Microseconds = Double(histogram.valueAtPercentile(99.9)) / 1_000
        longestMicroseconds = Double(histogram.max) / 1_000
    }
}
