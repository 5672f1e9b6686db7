import ArgumentParser
import StockAPI
import StockClient
import StockModel

/// Which server, and as whom, for the commands that ask one.
struct RemoteOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server (default: STOCKROOM_CONNECT, else 127.0.0.1:7420).", valueName: "host:port"))
    var connect: NetworkAddress?
    @Option(help: ArgumentHelp("Who asks.", valueName: "number")) var principal: UInt32 = 1
    @Option(help: ArgumentHelp("Have the server drop what it has not begun after so long.", valueName: "ms"))
    var timeLimit: UInt32?
    @Option(help: ArgumentHelp("How long to try to reach the server.", valueName: "seconds")) var wait = 3

    func validate() throws {
        guard (0...86_400).contains(wait) else { throw ValidationError("--wait is 0 to 86,400 seconds.") }
    }

    /// Connects, does `body`, and closes the connection whatever happens.
    func use<Value>(_ body: (StockroomClient, StockSession) async throws -> Value) async throws -> Value {
        let principal = PrincipalID(rawValue: principal)
        let server = ServerConnection(
            address: try NetworkAddress.chosen(connect), principal: principal, clientName: "stockroom command line",
            retriesFor: .seconds(wait))
        do {
            return try await server.use { client in
                let stock = timeLimit.map { client.withTimeLimit(milliseconds: $0) } ?? client
                return try await body(stock, StockSession(stock, principal: principal))
            }
        } catch { throw CommandFailure(describing: error) }
    }
}
