import LoadLoop

/// So many callers, asking for levels in some way.
struct Case: Equatable {
    var connections: Int
    /// Reservations in flight, on all connections together.
    var inFlight: Int
    var distribution: Distribution
    /// Reservations in each frame; only Stockroom has frames of several.
    var batch = 1

    /// Requests in flight on each connection.
    var depth: Int { inFlight / connections / batch }

    var name: String {
        let callers = depth == 1 ? "\(connections)" : "\(connections) × \(depth)"
        let frames = batch == 1 ? "" : ", frames of \(Text.grouped(batch))"
        return "\(distribution.rawValue), \(callers)\(frames)"
    }

    /// Whether a system can be asked so, and whether it is worth it: a ceiling does not care for the distribution.
    func isFor(_ system: PeerSystem) -> Bool {
        (batch == 1 || system == .stockroom) && (distribution == .uniform || !system.isCeiling)
    }

    static let full: [Case] =
        [
            Case(connections: 1, inFlight: 1, distribution: .uniform),
            Case(connections: 16, inFlight: 16, distribution: .uniform),
            Case(connections: 64, inFlight: 64, distribution: .uniform),
            Case(connections: 256, inFlight: 256, distribution: .uniform),
            Case(connections: 64, inFlight: 2_048, distribution: .uniform),
            Case(connections: 64, inFlight: 64, distribution: .zipf),
            Case(connections: 64, inFlight: 2_048, distribution: .zipf),
            Case(connections: 16, inFlight: 16, distribution: .hot),
            Case(connections: 64, inFlight: 64, distribution: .hot),
            Case(connections: 64, inFlight: 2_048, distribution: .hot),
        ]
        + [32, 256, 1_024, 8_189].map { Case(connections: 1, inFlight: $0, distribution: .uniform, batch: $0) }
        + [Case(connections: 2, inFlight: 2 * 8_189, distribution: .uniform, batch: 8_189)]

    static let quick: [Case] = [
        Case(connections: 1, inFlight: 1, distribution: .uniform),
        Case(connections: 64, inFlight: 64, distribution: .uniform),
        Case(connections: 64, inFlight: 2_048, distribution: .uniform),
        Case(connections: 64, inFlight: 64, distribution: .hot),
    ]
}
