@testable import StockServer

extension ListeningServer {
    /// Connections that are open.
    func sessionCount() async throws -> Int { try await look { $0.sessions.count } }

    /// Bytes that clients have not taken.
    func unsentBytes() async throws -> Int { try await look { $0.unsentBytes } }

    /// Requests without an answer.
    func inFlight() async throws -> Int { try await look { $0.inFlight } }
}

extension ListeningServer {
    /// Subscriptions of all connections.
    func subscriptionCount() async throws -> Int {
        try await look { core in core.sessions.all.reduce(0) { $0 + core.subscriptions.count(of: $1.id) } }
    }
}
