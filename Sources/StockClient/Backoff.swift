/// Pauses that double, each cut at random, until the time is over.
///
/// Full jitter: clients that lost their server together do not come back together.
struct Backoff {
    private var failures = 0
    private let options: ClientOptions
    private let end: ContinuousClock.Instant

    init(_ options: ClientOptions) {
        self.options = options
        end = .now + options.retriesFor
    }

    /// How long to pause before the next attempt, at least `least`; nil: there is no time left for one.
    mutating func pause(atLeast least: Duration = .zero) -> Duration? {
        failures += 1
        let pause = max(least, options.pause(afterFailures: failures))
        return .now + pause < end ? pause : nil
    }
}
