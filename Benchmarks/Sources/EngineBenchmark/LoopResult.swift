import Histogram
import StockEngine

/// What a load generator saw.
struct LoopResult: Sendable {
    var elapsed = 0.0
    /// Nanoseconds from asking to the answer.
    var histogram = Histogram<UInt64>(
        highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
    var granted: UInt64 = 0
    var refused: UInt64 = 0

    /// Counts the answers that grant: their ninth byte says what they are.
    mutating func count(_ result: SubmissionResult) throws {
        let (batch, range) = try result.get()
        for index in range {
            var isGranted = false
            try batch.withBytes(index) { bytes in
                isGranted = bytes.byteCount > 8 && bytes.unsafeLoad(fromByteOffset: 8, as: UInt8.self) == 1
            }
            if isGranted { granted += 1 } else { refused += 1 }
        }
    }
}
