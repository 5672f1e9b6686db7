/// When the next scrub begins by itself.
struct ScrubSchedule: Sendable {
    /// Not while the store is being started.
    private static var firstAfterMilliseconds: Int64 { 900_000 }
    /// What one could not begin for may be over soon: no file could be opened, or LMDB had no place for a reader.
    private static var againAfterMilliseconds: Int64 { 60_000 }

    private let isFirstAtOnce: Bool
    private var dueNanoseconds: UInt64?
    private var isRunning = false

    init(isFirstAtOnce: Bool = false) { self.isFirstAtOnce = isFirstAtOnce }

    /// Whether one begins now, `interval` milliseconds after the last; 0: never.
    mutating func begins(every interval: Int64, atNanoseconds now: UInt64) -> Bool {
        guard interval > 0, !isRunning else { return false }
        guard let due = dueNanoseconds else {
            let first = isFirstAtOnce ? 0 : min(interval, Self.firstAfterMilliseconds)
            dueNanoseconds = now &+ UInt64(first) &* 1_000_000
            return false
        }
        guard now >= due else { return false }
        isRunning = true
        return true
    }

    /// It has ended: with all pages read, or without.
    mutating func ended(_ isComplete: Bool, every interval: Int64, atNanoseconds now: UInt64) {
        isRunning = false
        let next = isComplete ? max(0, interval) : min(max(0, interval), Self.againAfterMilliseconds)
        dueNanoseconds = now &+ UInt64(next) &* 1_000_000
    }
}
