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
    private let begun = Atomic(0)

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

    /// Whether one more request may be sent.
    private func takesOneMore() -> Bool {
        guard !stopped else { return false }
        guard let most = scenario.requestsMax else { return true }
        return begun.add(1, ordering: .relaxed).oldValue < most
    }

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
        var arrivals: ArrivalTimes?
        if case .openLoop(let curve, let spacing) = scenario.arrivals {
            arrivals = ArrivalTimes(curve, spacing, seed: scenario.seed)
        }
        let recorder = LoadRecorder(
            began: began, intervalSeconds: intervalSeconds, arrivals: arrivals, arrivalsMax: scenario.requestsMax)
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
        let end = began.advanced(by: .seconds(scenario.durationSeconds))
        let lastDue: ContinuousClock.Instant
        if let arrivals {
            lastDue = await sendOpenLoop(arrivals, from: began, until: end, recorder)
        } else if case .closedLoop(let callers, _) = scenario.arrivals {
            lastDue = await sendClosedLoop(callers, until: end, recorder)
        } else {
            lastDue = end
        }
        ticker.cancel()
        await ticker.value
        let (record, last) = recorder.finish(at: .now, lastDue: lastDue, wasInterrupted: stopped)
        for interval in last { each(interval) }
        return record
    }

    /// Gives the moment until which requests were due.
    private func sendOpenLoop(
        _ times: ArrivalTimes, from began: ContinuousClock.Instant, until end: ContinuousClock.Instant,
        _ recorder: LoadRecorder
    ) async -> ContinuousClock.Instant {
        let latest = end.advanced(by: .seconds(Self.graceSeconds))
        return await withDiscardingTaskGroup { group in
            var lastSent = began
            for time in times {
                let due = began.advanced(by: .seconds(time))
                await pause(until: due)
                // What cannot leave because too much is on its way waits for the server, not for this sender.
                var ready = due
                while inFlight.load(ordering: .relaxed) >= scenario.inFlightMax, .now < latest, !stopped {
                    try? await Task.sleep(for: .microseconds(200))
                    ready = .now
                }
                guard takesOneMore() else { return stopped ? .now : lastSent }
                guard .now < latest else { return end }
                lastSent = due
                inFlight.add(1, ordering: .relaxed)
                group.addTask { [ready] in
                    await self.perform(due: due, ready: ready, recorder)
                    self.inFlight.subtract(1, ordering: .relaxed)
                }
            }
            return end
        }
    }

    /// Until a moment, or until it is stopped.
    private func pause(until due: ContinuousClock.Instant) async {
        while case let now = ContinuousClock.now, now < due, !stopped {
            try? await Task.sleep(
                until: min(due, now.advanced(by: .milliseconds(100))), tolerance: .zero, clock: .continuous)
        }
    }

    private func sendClosedLoop(
        _ callers: Int, until end: ContinuousClock.Instant, _ recorder: LoadRecorder
    ) async -> ContinuousClock.Instant {
        await withDiscardingTaskGroup { group in
            for _ in 0..<callers {
                group.addTask {
                    // Also where the machine is so slow that the time is over: each caller asks once.
                    var isFirst = true
                    while isFirst || .now < end, self.takesOneMore() {
                        let now = ContinuousClock.now
                        await self.perform(due: now, ready: now, recorder)
                        isFirst = false
                    }
                }
            }
            return end
        }
    }

    private func perform(
        due: ContinuousClock.Instant, ready: ContinuousClock.Instant, _ recorder: LoadRecorder
    ) async {
        let request = planner.withLock { $0.next() }
        recorder.sent(ready: ready, at: .now)
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
                switch answer.outcome {
                case .refused(let refusal): return .refused(RequestResult.name(of: refusal))
                case .reserved(let plan), .sold(let plan): return .granted(units: plan.units)
                default: return .accepted
                }
            } catch {
                let result = RequestResult(error)
                if result == .unknown { planner.withLock { $0.lose(meaning) } }
                return result
            }
        }
    }
}
