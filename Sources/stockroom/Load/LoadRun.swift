import StockAPI
import StockLoad
import StockModel

/// One rehearsal, from the stock that it needs to the verdict.
struct LoadRun {
    let place: LoadPlace
    let arrivals: ArrivalOptions
    let made: LoadScenario.Arrivals
    let traffic: TrafficOptions
    let stock: LoadStockOptions
    let requirements: [Requirement]
    /// Reservations that the proof looks up; nil: no proof.
    let lookUp: Int?
    let screen: LoadScreen

    func run() async throws -> LoadReport {
        let scenario = try await scenario()
        try Task.checkCancellation()
        screen.part("reading the stock as it stands")
        let proof = lookUp == nil ? nil : try await LoadProof.begin(scenario.stock, on: place.stock)
        screen.finish()
        let began = Instant.systemNow
        let (sent, samples) = try await send(scenario, began)
        let result = await prove(proof, sent)
        return LoadReport(
            scenario: scenario, target: place.name, began: began.text, workers: arrivals.processes, record: sent.record,
            samples: samples, proof: result, requirements: requirements, drop: stock.drop, missing: sent.missing)
    }

    private func scenario() async throws -> LoadScenario {
        let screen = screen
        let ready = try await stock.ready(StockSession(place.stock, principal: place.principal)) {
            screen.part("preparing SKUs", $0, of: $1)
        }
        var scenario = LoadScenario(made, on: ready)
        scenario.mix = traffic.mix ?? (stock.drop == nil ? .shop : .reserveOnly)
        scenario.popularity = traffic.popularity ?? .zipf(exponent: 1)
        scenario.linesPerCart = traffic.lines.lower...traffic.lines.upper
        scenario.unitsPerLine = Int64(traffic.units.lower)...Int64(traffic.units.upper)
        scenario.holdMilliseconds = traffic.hold.map { $0 * 1_000 }
        scenario.seed = arrivals.seed
        scenario.inFlightMax = arrivals.inFlight
        scenario.requestsMax = arrivals.requests
        if let impossible = scenario.impossible { throw LoadFailure(impossible) }
        return scenario
    }

    /// Sends it from this process, or from several others; a signal ends it early, and what was seen is kept.
    private func send(
        _ scenario: LoadScenario, _ began: Instant
    ) async throws -> (SentLoad, [ServerSample]) {
        let interval = Self.intervalSeconds(for: scenario.durationSeconds)
        let live = LiveRecord(workers: arrivals.processes, intervalSeconds: interval, scenario.durationSeconds, screen)
        let sampler = ServerSampler(place.stock)
        // All processes need a moment until they are connected.
        let start = ContinuousClock.now.advanced(by: .milliseconds(arrivals.processes > 1 ? 1_500 : 100))
        let sampling = Task { await sampler.run(from: start, intervalSeconds: max(0.5, interval)) }
        defer { sampling.cancel() }
        let sent: SentLoad
        if arrivals.processes > 1, let server = place.server {
            let processes = WorkerProcesses(
                count: arrivals.processes, scenario, server, place.principal, began, interval)
            sent = try await processes.run(from: start) {
                live.add($1, of: $0)
            } ended: {
                live.end($0)
            }
        } else {
            let worker = LoadWorker(scenario, to: place.loaded, as: place.principal, began: began)
            let record = await withTaskCancellationHandler {
                // A task of its own: what is on its way when a signal comes is waited for.
                await Task { await worker.run(from: start, intervalSeconds: interval) { live.add($0, of: 0) } }.value
            } onCancel: {
                worker.stop()
            }
            sent = SentLoad(record: record, answers: [worker.answers])
        }
        sampling.cancel()
        let samples = await sampling.value
        screen.finish()
        return (sent, samples)
    }

    /// Also of a rehearsal that was ended early.
    private func prove(_ proof: LoadProof?, _ sent: SentLoad) async -> ProofResult? {
        guard let proof, let lookUp else { return nil }
        let screen = screen
        var result = await Task {
            await proof.finish(sent.answers, lookUp: lookUp) { screen.part("reading events", $0) }
        }.value
        screen.finish()
        if let missing = sent.missing { result.gap = missing }
        return result
    }

    /// Short enough for a curve, long enough for a percentile, and not too many to be kept.
    private static func intervalSeconds(for seconds: Double) -> Double {
        switch seconds {
        case ...15: 0.25
        case ...60: 0.5
        case ...900: 1
        default: (seconds / 720).rounded(.up)
        }
    }
}

/// What was seen of the requests that were sent.
struct SentLoad: Sendable {
    var record: LoadRecord
    /// Of each process.
    var answers: [LoadAnswers]
    /// Why some answers are missing; nil: none are.
    var missing: String?
}
