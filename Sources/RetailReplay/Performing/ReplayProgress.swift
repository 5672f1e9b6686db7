/// How far a replay is.
public struct ReplayProgress: Equatable, Sendable {
    /// The parts of a replay, in their order.
    public enum Phase: String, Sendable, CaseIterable {
        /// Looking at what earlier runs have done.
        case comparing
        /// Sites, locations, channels and SKUs.
        case defining
        /// Opening stock from the supplier.
        case receiving
        /// The file's documents, one after another.
        case replaying
        /// The figures, from the store.
        case reading
    }

    /// The part that it is in.
    public var phase: Phase
    /// How much of the part is done.
    public var done: Int
    /// How much there is to do; zero: not known.
    public var of: Int

    /// `done` of `of` in `phase`.
    public init(_ phase: Phase, _ done: Int = 0, of: Int = 0) {
        self.phase = phase
        self.done = done
        self.of = of
    }

    /// Who is told.
    public typealias Listener = @Sendable (ReplayProgress) -> Void
}
