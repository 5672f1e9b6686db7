public import ArgumentParser
public import StockLoad

/// When requests are sent.
struct ArrivalOptions: ParsableArguments {
    @Option(help: "Requests a second: of a ramp at its beginning, of a curve at its highest (default: 1000).") var rate:
        Double?
    @Option(help: "Requests a second at the end of a ramp, or at the top of a spike (default: ten times --rate).")
    var peak: Double?
    @Option(help: ArgumentHelp("How the rate changes: steady, ramp, spike.", valueName: "shape"))
    var shape: Shape = .steady
    @Option(
        help: ArgumentHelp(
            "A recorded curve: lines of seconds,per_second, or a file of `replay --format complete-journey`, whose busiest day is told in --seconds.",
            valueName: "file"))
    var curve: String?
    @Option(help: ArgumentHelp("Between arrivals: random (as customers come) or even.", valueName: "spacing"))
    var spacing: ArrivalSpacing = .random
    @Option(help: "Instead of a rate: so many callers, each with one request in flight.") var callers: Int?
    @Option(help: "How long (default: 30, or as long as a curve of seconds,per_second).") var seconds: Double?
    @Option(help: "End after so many requests, if that comes first.") var requests: Int?
    @Option(help: "Processes that send it together.") var processes = 1
    @Option(help: "Requests on their way at once, at most; later ones wait, and their time counts.")
    var inFlight = 10_000
    @Option(help: "The same seed draws the same arrivals and choices.") var seed: UInt64 = 1

    enum Shape: String, ExpressibleByArgument, CaseIterable { case steady, ramp, spike }

    func validate() throws {
        guard rate.map({ $0 > 0 && $0 <= 10_000_000 }) ?? true, peak.map({ $0 > 0 && $0 <= 10_000_000 }) ?? true else {
            throw ValidationError("Rates are above 0, up to 10,000,000 a second.")
        }
        guard seconds.map({ $0 >= 0.5 && $0 <= 604_800 }) ?? true else {
            throw ValidationError("--seconds is 0.5 to 604,800.")
        }
        guard callers.map({ (1...100_000).contains($0) }) ?? true else {
            throw ValidationError("--callers is 1 to 100,000.")
        }
        guard (1...RunIdentity.workersMax).contains(processes) else {
            throw ValidationError("--processes is 1 to \(RunIdentity.workersMax).")
        }
        guard requests.map({ $0 >= 1 }) ?? true else { throw ValidationError("--requests is 1 or more.") }
        guard (1...1_000_000).contains(inFlight) else { throw ValidationError("--in-flight is 1 to 1,000,000.") }
        if callers != nil, rate != nil || peak != nil || curve != nil || shape != .steady {
            throw ValidationError(
                "--callers send as fast as they are answered: leave out --rate, --peak, --shape, --curve.")
        }
        if curve != nil, shape != .steady || peak != nil {
            throw ValidationError("--curve has a shape of its own: leave out --shape and --peak.")
        }
        if shape == .steady, peak != nil { throw ValidationError("--peak is for --shape ramp or spike.") }
    }

    /// Reads the curve's file where there is one.
    func made() throws -> LoadScenario.Arrivals {
        if let callers { return .closedLoop(callers: callers, seconds: seconds ?? 30) }
        let rate = rate ?? 1_000
        let made: ArrivalCurve? =
            if let curve {
                try RecordedCurve.read(curve).told(inSeconds: seconds, peak: self.rate)
            } else {
                switch shape {
                case .steady: .steady(rate, seconds: seconds ?? 30)
                case .ramp: .ramp(from: rate, to: peak ?? 10 * rate, seconds: seconds ?? 30)
                case .spike: .spike(base: rate, peak: peak ?? 10 * rate, seconds: seconds ?? 30)
                }
            }
        guard let made, made.total >= 1 else { throw ValidationError("With these rates nothing would be sent.") }
        return .openLoop(made, spacing: spacing)
    }
}

extension ArrivalSpacing: ExpressibleByArgument {}
