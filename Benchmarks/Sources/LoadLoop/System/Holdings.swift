/// What a system says, in the end, that it holds.
public struct Holdings: Equatable, Sendable {
    /// The sum over all levels of the units held.
    public var held: Int
    public var reservations: Int
    /// Reservations in the order of their deadlines.
    public var deadlines: Int

    public init(held: Int, reservations: Int, deadlines: Int) {
        self.held = held
        self.reservations = reservations
        self.deadlines = deadlines
    }

    /// Throws when one of them is not what the client was granted.
    public func check(granted: Int) throws {
        guard held == granted, reservations == granted, deadlines == granted else {
            throw BenchmarkFailure(
                "granted \(granted); it holds \(held) units, \(reservations) reservations and \(deadlines) deadlines")
        }
    }
}
