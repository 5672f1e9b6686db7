import ArgumentParser
import StockAPI
import StockClient
import StockEngine
import StockModel

/// Where a rehearsal is sent to.
struct LoadTargetOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server (default: STOCKROOM_CONNECT, else 127.0.0.1:7420).", valueName: "host:port"))
    var connect: NetworkAddress?
    @Flag(help: "Instead of a server: a store in this process.") var embedded = false
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp("Of an embedded store: its folder; without it, a temporary one.", valueName: "dir"))
    var folder: String?
    @Option(help: ArgumentHelp("Who asks.", valueName: "number")) var principal: UInt32 = 1
    @Option(help: "Connections of each process.") var connections = 8
    @Option(help: ArgumentHelp("How long to try to reach the server.", valueName: "seconds")) var wait = 3

    func validate() throws {
        guard (1...1_024).contains(connections) else { throw ValidationError("--connections is 1 to 1,024.") }
        guard (0...86_400).contains(wait) else { throw ValidationError("--wait is 0 to 86,400 seconds.") }
        if embedded, connect != nil { throw ValidationError("Choose --embedded or --connect, not both.") }
        if !embedded, folder != nil {
            throw ValidationError("--data is the folder of an --embedded store; a server has its own.")
        }
    }

    /// Opens or connects, does `body`, and closes whatever happens.
    func use<Value>(_ body: (LoadPlace) async throws -> Value) async throws -> Value {
        let principal = PrincipalID(rawValue: principal)
        guard embedded else {
            let address = try NetworkAddress.chosen(connect)
            // What prepares and proves waits and asks again.
            let patient = try await LoadPlace.client(
                of: address, as: principal, connections: 1, retriesFor: .seconds(wait))
            let asking = try await LoadPlace.client(
                of: address, as: principal, connections: 1, retriesFor: LoadPlace.patience)
            await patient.close()
            // What is turned away counts as turned away: nothing is sent again by itself.
            let loaded = try await LoadPlace.client(of: address, as: principal, connections: connections)
            do {
                let value = try await body(
                    LoadPlace(
                        stock: asking, loaded: loaded, principal: principal, name: "the server at \(address)",
                        server: .init(address: address, connections: connections)))
                await loaded.close()
                await asking.close()
                return value
            } catch {
                await loaded.close()
                await asking.close()
                throw error
            }
        }
        let place = try folder ?? StoreFolder.temporary(named: "stockroom-load")
        defer { if folder == nil { StoreFolder.remove(place) } }
        return try await StoreFolder.use(place) { stock in
            try await body(
                LoadPlace(
                    stock: stock, loaded: stock, principal: principal,
                    name: "an embedded store\(folder.map { " in \($0)" } ?? "")",
                    server: nil))
        }
    }
}

/// A stock that a rehearsal is sent to.
struct LoadPlace {
    struct Server: Codable {
        var address: NetworkAddress
        var connections: Int
    }

    /// To prepare, to watch, to prove.
    let stock: any StockService
    /// The same stock, for the requests of the rehearsal.
    let loaded: any StockService
    let principal: PrincipalID
    /// For a person.
    let name: String
    /// Nil: it is in this process.
    let server: Server?

    /// A server that is started again meanwhile is waited for.
    static let patience = Duration.seconds(15)

    static func client(
        of address: NetworkAddress, as principal: PrincipalID, connections: Int, retriesFor: Duration = .zero
    ) async throws -> StockroomClient {
        var options = ClientOptions()
        options.host = address.host
        options.port = address.port
        options.principal = principal
        options.clientName = "stockroom load"
        options.connectionsPerPrincipal = connections
        options.retriesFor = retriesFor
        do throws(StockFailure) { return try await StockroomClient.connect(options) } catch {
            guard case .connectionFailed(let why) = error else { throw CommandFailure(error) }
            throw CommandFailure(
                .storage, "\(why). Start a server with: stockroom serve --data DIR --listen \(address)")
        }
    }
}
