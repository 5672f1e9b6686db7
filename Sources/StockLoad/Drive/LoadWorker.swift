public import StockAPI
public import StockModel

/// One process of a rehearsal: sends its part of the scenario.
public struct LoadWorker: Sendable {
    private let driver: LoadDriver

    /// - Parameters:
    ///   - scenario: of the whole rehearsal.
    ///   - worker: which of its processes this is, from 0.
    ///   - workers: how many there are.
    ///   - stock: where requests are sent to; it should not send again by itself what was turned away.
    ///   - principal: who asks.
    ///   - began: when the rehearsal was begun, the same for all processes: it names the reservations.
    ///   - chance: 0 to 63, the same for all processes: it names them, too.
    public init(
        _ scenario: LoadScenario, worker: Int = 0, of workers: Int = 1, to stock: any StockService,
        as principal: PrincipalID, began: Instant, chance: UInt8 = .random(in: 0...63)
    ) {
        driver = LoadDriver(
            scenario.part(worker, of: max(1, workers)), to: stock, as: principal,
            idHigh: RunIdentity.idHigh(at: began, worker: worker, chance: chance))
    }

    /// Sends everything from a moment on, and waits for the last answer.
    ///
    /// - Parameters:
    ///   - start: when the first request may be due.
    ///   - intervalSeconds: how long the intervals of the record are.
    ///   - each: told each interval when it has ended.
    /// - Returns: what was seen from outside.
    public func run(
        from start: ContinuousClock.Instant, intervalSeconds: Double,
        each: @escaping @Sendable (IntervalRecord) -> Void
    ) async -> LoadRecord {
        await driver.run(from: start, intervalSeconds: intervalSeconds, each: each)
    }

    /// Sends nothing more; what is on its way is waited for.
    public func stop() { driver.stop() }

    /// What was acknowledged so far.
    public var answers: LoadAnswers { LoadAnswers(driver.answers) }
}
