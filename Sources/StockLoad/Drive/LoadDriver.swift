import StockAPI
import StockModel
import Synchronization

/// Sends the requests of a scenario to a stock, in time, and takes down what becomes of them.
final class LoadDriver: Sendable {
    private let stock: any StockService
    private let scenario: LoadScenario
    private let principal: PrincipalID
    private let planner: Mutex<RequestPlanner>
    private let isStopped = Atomic(false)
    private let inFlight = Atomic(0)

    /// How long what is due is still sent after the end.
    private static let graceSeconds = 5.0

    /// - Parameters:
    ///   - scenario: what is sent.
    ///   - stock: where it is sent to.
    ///   - principal: who asks.
    ///   - idHigh: the upper half of the ids of this driver's reservations: see `RunIdentity`.
    init(_ scenario: LoadScenario, to stock: any StockService, as principal: PrincipalID, idHigh: UInt64) {
        self.stock = stock
        self.scenario = scenario
        self.principal = principal
        planner = Mutex(RequestPlanner(scenario, idHigh: idHigh))
    }

    /// What was acknowledged so far.
    var answers: AnswerRecord { planner.withLock { $0.answers } }

    /// Sends nothing more; what is on its way is waited for.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    private var stopped: Bool { isStopped.load(ordering: .relaxed) }

    /// Sends everything from a moment on, waits for the last answer, and gives what was seen.
    ///
    /// - Parameters:
    ///   - began: when the first request may be due.
    ///   - intervalSeconds: how long the intervals of the record are.
    ///   - each: told each interval when it has ended.
    /// - Returns: what was seen from outside.
    func run(
        from began: ContinuousClock.Instant, intervalSeconds: Double,
        each: @escaping @Sendable (IntervalRecord) -> Void
    ) async -> LoadRecord {
        let recorder = LoadRecorder(began: began, intervalSeconds: intervalSeconds)
        try? await Task.sleep(until: began, clock: .continuous)
        let ticker = Task {
            var index = 1
            while !Task.isCancelled {
                let end = began.advanced(by: .seconds(Double(index) * intervalSeconds) + .milliseconds(20))
                guard (try? await Task.sleep(until: end, clock: .continuous)) != nil else { return }
                for interval in recorder.finishedIntervals(at: end) { each(interval) }
                index += 1
            }
        }
        switch scenario.arrivals {
        case .openLoop(let curve, let spacing):
            await sendOpenLoop(ArrivalTimes(curve, spacing, seed: scenario.seed), curve.duration, began, recorder)
        case .closedLoop(let callers, let seconds):
            await sendClosedLoop(callers, until: began.advanced(by: .seconds(seconds)), recorder)
        }
        ticker.cancel()
        await ticker.value
        let (record, last) = recorder.finish(at: .now, wasInterrupted: stopped)
        for interval in last { each(interval) }
        return record
    }

    private func sendOpenLoop(
        _ times: ArrivalTimes, _ duration: Double, _ began: ContinuousClock.Instant, _ recorder: LoadRecorder
    ) async {
        let latest = began.advanced(by: .seconds(duration + Self.graceSeconds))
        await withDiscardingTaskGroup { group in
            var notSent = 0
            for time in times {
                let due = began.advanced(by: .seconds(time))
                var now = ContinuousClock.now
                if due > now {
                    try? await Task.sleep(until: due, tolerance: .zero, clock: .continuous)
                }
                if stopped { break }
                recorder.offered(at: due)
                while inFlight.load(ordering: .relaxed) >= scenario.inFlightMax, now < latest, !stopped {
                    try? await Task.sleep(for: .microseconds(200))
                    now = .now
                }
                guard now < latest else {
                    notSent += 1
                    continue
                }
                inFlight.add(1, ordering: .relaxed)
                group.addTask {
                    await self.perform(due: due, recorder)
                    self.inFlight.subtract(1, ordering: .relaxed)
                }
            }
            recorder.notSent(notSent)
        }
    }

    private func sendClosedLoop(
        _ callers: Int, until end: ContinuousClock.Instant, _ recorder: LoadRecorder
    ) async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<callers {
                group.addTask {
                    repeat {
                        let now = ContinuousClock.now
                        recorder.offered(at: now)
                        await self.perform(due: now, recorder)
                    } while .now < end && !self.stopped
                }
            }
        }
    }

    private func perform(due: ContinuousClock.Instant, _ recorder: LoadRecorder) async {
        let request = planner.withLock { $0.next() }
        recorder.sent(due: due, at: .now)
        let result = await result(of: request)
        recorder.answered(request.action, result, due: due, at: .now)
    }

    private func result(of request: PlannedRequest) async -> RequestResult {
        switch request.content {
        case .question(let skus, let channel):
            do throws(StockFailure) {
                _ = try await stock.availability(of: skus, for: channel, withReasons: false)
                return .accepted
            } catch {
                // A question without an answer has done nothing.
                let result = RequestResult(error)
                return result == .unknown ? .failed(RequestResult.name(of: error)) : result
            }
        case .command(let operation, let id, let meaning):
            let command = Command(request: id, issuedAt: .systemNow, principal: principal, operation: operation)
            do throws(StockFailure) {
                let answer = try await stock.submit(command)
                planner.withLock { $0.learn(answer, meaning) }
                guard case .refused(let refusal) = answer.outcome else { return .accepted }
                return .refused(RequestResult.name(of: refusal))
            } catch {
                let result = RequestResult(error)
                if result == .unknown { planner.withLock { $0.lose(meaning) } }
                return result
            }
        }
    }
}
