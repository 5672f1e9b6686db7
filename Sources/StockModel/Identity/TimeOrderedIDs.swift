import Synchronization

/// Makes 128-bit ids that grow with time: UUID version 7, with the counter of RFC 9562 §6.2 method 1.
///
/// Layout from the highest bit: 48 bits of milliseconds since 1970, 4 bits version (7), 12 bits counter,
/// 2 bits variant (binary 10), 62 random bits. Ids from one generator are strictly increasing.
public final class TimeOrderedIDs: Sendable {
    private struct State {
        var millisecondsLast: UInt64 = 0
        var counter: UInt16 = 0
    }

    private let state = Mutex(State())

    /// The defaults.
    public init() {}

    /// The next id for the time given.
    ///
    /// A time in the past of the last id continues with the last id's time.
    public func next(at now: Instant) -> UInt128 {
        let random = UInt64.random(in: 0..<(1 << 62))
        let wanted = UInt64(clamping: now.millisecondsSinceEpoch) & 0xFFFF_FFFF_FFFF
        let (milliseconds, counter) = state.withLock { state in
            if wanted > state.millisecondsLast {
                state.millisecondsLast = wanted
                state.counter = 0
            } else if state.counter == 0xFFF {
                state.millisecondsLast &+= 1
                state.counter = 0
            } else {
                state.counter &+= 1
            }
            return (state.millisecondsLast, state.counter)
        }
        let upper = milliseconds << 16 | 0x7000 | UInt64(counter)
        let lower = 0x8000_0000_0000_0000 | random
        return UInt128(upper) << 64 | UInt128(lower)
    }
}
