import StockAPI
import StockClient
import StockModel

/// How a command reaches a server.
struct ServerConnection {
    var address: NetworkAddress
    var principal: PrincipalID
    /// What the server writes into its log.
    var clientName: String
    var connections = 1
    /// How long it is tried, at first and after each request that may be sent again.
    var retriesFor: Duration = .zero

    /// Connects; where no server answers, the failure says how to start one.
    func open() async throws -> StockroomClient {
        var options = ClientOptions()
        options.host = address.host
        options.port = address.port
        options.principal = principal
        options.clientName = clientName
        options.connectionsPerPrincipal = connections
        options.retriesFor = retriesFor
        do throws(StockFailure) { return try await StockroomClient.connect(options) } catch {
            guard case .connectionFailed(let why) = error else { throw CommandFailure(error) }
            throw CommandFailure(
                .storage, "\(why). Start a server with: stockroom serve --data DIR --listen \(address)")
        }
    }

    /// Connects, does `body`, and closes the connection whatever happens.
    func use<Value>(_ body: (StockroomClient) async throws -> Value) async throws -> Value {
        let client = try await open()
        do {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }
}
