/// What simulations went through, and what was checked.
package struct SimulationReport: Sendable, Equatable, Encodable {
    package var runs = 0
    package var simulatedSeconds: Double = 0
    package var processesKilled = 0
    package var powerCuts = 0
    package var openingsCutOff = 0
    package var bitsFlipped = 0
    package var flippedBitsRefused = 0
    package var operationsFailed = 0
    package var fullDisks = 0
    package var slowFlushes = 0
    package var clockJumps = 0
    package var longDowntimes = 0
    package var requestsLost = 0
    package var answersLost = 0
    package var requestsDuplicated = 0
    package var requestsRepeated = 0
    package var clientsVanished = 0
    package var commandsAnswered = 0
    package var commandsAccepted = 0
    package var questionsAnswered = 0
    package var openings = 0
    package var checkpoints = 0
    package var verifications = 0
    package var historiesChecked = 0
    /// Of everything that happened: equal in two runs of the same seed.
    package var digest: UInt64 = 0

    package init() {}

    /// Faults of all kinds.
    package var faults: Int {
        processesKilled + powerCuts + openingsCutOff + bitsFlipped + operationsFailed + fullDisks + slowFlushes
            + clockJumps + longDowntimes + requestsLost + answersLost + requestsDuplicated + clientsVanished
    }

    package mutating func add(_ other: SimulationReport) {
        runs += other.runs
        simulatedSeconds += other.simulatedSeconds
        for path in counts { self[keyPath: path] += other[keyPath: path] }
        digest = digest &* 31 &+ other.digest
    }

    private var counts: [WritableKeyPath<SimulationReport, Int>] {
        [
            \.processesKilled, \.powerCuts, \.openingsCutOff, \.bitsFlipped, \.flippedBitsRefused, \.operationsFailed,
            \.fullDisks, \.slowFlushes, \.clockJumps, \.longDowntimes, \.requestsLost, \.answersLost,
            \.requestsDuplicated, \.requestsRepeated, \.clientsVanished, \.commandsAnswered, \.commandsAccepted,
            \.questionsAnswered, \.openings, \.checkpoints, \.verifications, \.historiesChecked,
        ]
    }
}

/// Something that must not be.
package struct SimulationFailure: Error, CustomStringConvertible {
    /// The seed that repeats it.
    package let seed: UInt64
    /// What was expected, and what was found.
    package let what: String
    /// The last things that happened, oldest first.
    package let trace: [String]

    package var description: String {
        (["seed \(seed): \(what)", "what happened last:"] + trace.map { "  " + $0 }).joined(separator: "\n")
    }
}
