import ArgumentParser
import StockEngine

/// How long a server's store remembers what is over.
struct RetentionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A request sent again gets its first answer for so long: 30s, 15m, 12h, 7d.", valueName: "time"))
    var requestWindow: TimeSpan?
    @Option(help: ArgumentHelp("Reservations that ended without a sale.", valueName: "time")) var keepClosed: TimeSpan?
    @Option(help: ArgumentHelp("Reservations and sales that were fulfilled.", valueName: "time"))
    var keepFulfilled: TimeSpan?
    @Option(help: ArgumentHelp("Events of the feed.", valueName: "time")) var keepEvents: TimeSpan?

    /// Nil where nobody has said anything: the store keeps its times.
    func retention(_ settings: ServeSettings) throws -> Retention? {
        var retention = Retention()
        var isGiven = false
        func set(
            _ path: WritableKeyPath<Retention, Int64>, _ given: TimeSpan?, _ key: ServeSettings.Key
        ) throws {
            guard let span = try given ?? settings.value(key, "a time such as 12h", { TimeSpan(argument: $0) }) else {
                return
            }
            retention[keyPath: path] = span.milliseconds
            isGiven = true
        }
        try set(\.requestWindowMilliseconds, requestWindow, .requestWindow)
        try set(\.closedReservationsMilliseconds, keepClosed, .keepClosed)
        try set(\.fulfilledReservationsMilliseconds, keepFulfilled, .keepFulfilled)
        try set(\.eventsMilliseconds, keepEvents, .keepEvents)
        return isGiven ? retention : nil
    }
}
