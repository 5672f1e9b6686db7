/// Pauses that double, each cut at random, until the time is over.
///
/// Full jitter: clients that lost their server together do not come back together.
struct Backoff {
    private var ceiling: Duration
    private let ceilingMax: Duration
    private let end: ContinuousClock.Instant

    init(_ options: ClientOptions, now: ContinuousClock.Instant = .now) {
        ceiling = options.pauseFirst
        ceilingMax = options.pauseMax
        end = now + options.retriesFor
    }

    /// How long to pause before the next attempt, at least `least`; nil: there is no time left for one.
    mutating func pause(
        atLeast least: Duration = .zero, now: ContinuousClock.Instant = .now,
        cut: (ClosedRange<Double>) -> Double = { .random(in: $0) }
    ) -> Duration? {
        let pause = max(least, ceiling * cut(0...1))
        ceiling = min(ceiling * 2, ceilingMax)
        return now + pause < end ? pause : nil
    }
}
