import ArgumentParser
import RetailDocuments
import StockAPI
import StockModel

/// Where and as whom a person works, for the commands of workflows: on a server, or on a store in this process.
struct WorkplaceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server (default: STOCKROOM_CONNECT, else 127.0.0.1:7420).", valueName: "host:port"))
    var connect: NetworkAddress?
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp("Instead of a server: the folder of a store that none has open.", valueName: "dir"))
    var path: String?
    @Option(help: ArgumentHelp("Who works.", valueName: "number")) var principal: UInt32 = 1

    func validate() throws {
        guard connect == nil || path == nil else { throw ValidationError("Choose --connect or --data, not both.") }
        guard principal != 0 else { throw ValidationError("--principal is 1 or more: 0 is the engine itself.") }
    }

    /// Goes to work, does `body`, and leaves whatever happens.
    ///
    /// - Parameters:
    ///   - json: where a step that has not happened is told too.
    ///   - makesStore: whether a folder without a store gets one.
    ///   - body: the work.
    /// - Returns: what the work comes to.
    /// - Throws: a `CommandFailure`.
    func use<Value>(
        _ json: JSONOutput, makesStore: Bool = false, _ body: (Workplace) async throws -> Value
    ) async throws -> Value {
        let principal = PrincipalID(rawValue: principal)
        return try await reach(makesStore: makesStore) { stock in
            do { return try await body(Workplace(stock, principal: principal)) } catch let failure as WorkflowFailure {
                throw try json.failure(failure)
            }
        }
    }

    private func reach<Value>(
        makesStore: Bool, _ body: (any StockService) async throws -> Value
    ) async throws -> Value {
        if let path {
            if !makesStore { try StoreFolder.requireStore(path) }
            return try await StoreFolder.use(path) { try await body($0) }
        }
        let server = ServerConnection(
            address: try NetworkAddress.chosen(connect), principal: PrincipalID(rawValue: principal),
            clientName: "stockroom command line", retriesFor: .seconds(3))
        do { return try await server.use { try await body($0) } } catch { throw CommandFailure(describing: error) }
    }
}
