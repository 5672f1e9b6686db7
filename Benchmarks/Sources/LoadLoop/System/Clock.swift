import Glibc

/// The system's two clocks.
public enum Clock {
    /// Nanoseconds of the clock that never goes back.
    public static var now: UInt64 { read(CLOCK_MONOTONIC) }

    /// Milliseconds since 1970.
    public static var wallMilliseconds: Int64 { Int64(read(CLOCK_REALTIME) / 1_000_000) }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
