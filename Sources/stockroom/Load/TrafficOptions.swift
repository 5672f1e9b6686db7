public import ArgumentParser
public import StockLoad

/// What requests do.
struct TrafficOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Weights of actions (default: a shop; of a drop: reserve=1).", valueName: "mix"))
    var mix: ActionMix?
    @Option(
        help: ArgumentHelp(
            "uniform, zipf, zipf:EXPONENT, hot, or hot:SHARE of the first SKU (default: zipf).",
            valueName: "popularity"))
    var popularity: Popularity?
    @Option(help: ArgumentHelp("SKUs in a cart: 1, or 1-5.", valueName: "range")) var lines: NumberRange = .one
    @Option(help: ArgumentHelp("Units of each SKU in a cart: 1, or 1-3.", valueName: "range"))
    var units: NumberRange = .one
    @Option(help: ArgumentHelp("How long holds last (default: as the channel says).", valueName: "seconds"))
    var hold: Int64?

    func validate() throws {
        guard lines.upper <= 100 else { throw ValidationError("--lines is at most 100.") }
        guard units.upper <= 1_000_000 else { throw ValidationError("--units is at most 1,000,000.") }
        guard hold.map({ (1...31_536_000).contains($0) }) ?? true else {
            throw ValidationError("--hold is 1 to 31,536,000 seconds.")
        }
    }
}

extension ActionMix: ExpressibleByArgument {
    /// As it is written on a command line.
    public init?(argument: String) { self.init(argument) }
}

extension Popularity: ExpressibleByArgument {
    /// As it is written on a command line.
    public init?(argument: String) { self.init(argument) }
}

extension NumberRanges: ExpressibleByArgument {
    /// As it is written on a command line.
    public init?(argument: String) { self.init(argument) }
}

/// `1`, or `1-5`.
struct NumberRange: ExpressibleByArgument {
    let lower: Int
    let upper: Int

    static let one = NumberRange(lower: 1, upper: 1)

    private init(lower: Int, upper: Int) {
        self.lower = lower
        self.upper = upper
    }

    init?(argument: String) {
        let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(ends.count), let lower = ends[0], let upper = ends[ends.count - 1], lower > 0,
            lower <= upper
        else { return nil }
        self.init(lower: lower, upper: upper)
    }

    var defaultValueDescription: String { lower == upper ? "\(lower)" : "\(lower)-\(upper)" }
}
