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
            let server = ServerConnection(
                address: try NetworkAddress.chosen(connect), principal: principal, clientName: LoadPlace.clientName,
                connections: connections)
            return try await use(server, body)
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

    private func use<Value>(_ server: ServerConnection, _ body: (LoadPlace) async throws -> Value) async throws -> Value
    {
        // Whether there is one at all is known after --wait.
        var asking = server
        asking.connections = 1
        asking.retriesFor = .seconds(wait)
        try await asking.use { _ in }
        // What prepares and proves is sent again, also to a server that was started anew.
        asking.retriesFor = LoadPlace.patience
        return try await asking.use { stock in
            // What is turned away in the rehearsal counts as turned away: nothing is sent again by itself.
            try await server.use { loaded in
                try await body(
                    LoadPlace(
                        stock: stock, loaded: loaded, principal: server.principal,
                        name: "the server at \(server.address)",
                        server: .init(address: server.address, connections: server.connections)))
            }
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
    static let clientName = "stockroom load"
}
