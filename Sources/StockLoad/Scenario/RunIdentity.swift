public import StockModel

/// The upper half of all ids of one process in one rehearsal: a UUID of version 7, so that ids grow with time.
public enum RunIdentity {
    /// Processes of one rehearsal, at most.
    public static let workersMax = 64

    /// For a rehearsal that begins now; of its processes each has another one.
    public static func idHigh(at now: Instant, worker: Int) -> UInt64 {
        UInt64(clamping: now.millisecondsSinceEpoch) << 16 | 0x7000 | UInt64(clamping: worker) & 0xFFF
    }
}
