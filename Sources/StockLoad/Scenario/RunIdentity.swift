public import StockModel

/// The upper half of all ids of one process in one rehearsal: a UUID of version 7, so that ids grow with time.
public enum RunIdentity {
    /// Processes of one rehearsal, at most.
    public static let workersMax = 64

    /// For a rehearsal that begins now; of its processes each has another one, and so has one that begins at the same time,
    /// as far as chance will have it.
    ///
    /// - Parameters:
    ///   - now: when it begins.
    ///   - worker: which of its processes.
    ///   - chance: a number that the processes share, and other rehearsals do not.
    /// - Returns: the upper half.
    public static func idHigh(at now: Instant, worker: Int, chance: UInt8) -> UInt64 {
        let time = UInt64(clamping: now.millisecondsSinceEpoch) & 0xFFFF_FFFF_FFFF
        return time << 16 | 0x7000 | UInt64(chance & 0x3F) << 6 | UInt64(clamping: worker) & 0x3F
    }
}
