import ArgumentParser
import StockAPI
import StockEngine

/// Which store, for the commands that need an existing one.
struct StoreOptions: ParsableArguments {
    @Option(name: .customLong("data"), help: ArgumentHelp("The folder of the store.", valueName: "dir"))
    var path: String

    @Flag(help: "Open a store that was down for more than 24 hours: say that this machine's clock is right.")
    var acceptDowntime = false

    /// Opens the store, does `body`, and closes it whatever happens.
    func use<Value>(_ body: (Stockroom) async throws -> Value) async throws -> Value {
        try StoreFolder.requireStore(path)
        return try await StoreFolder.use(path, acceptDowntime: acceptDowntime, body)
    }

    /// Opens the store, or a copy of one as it lies, does `body`, which only asks, and closes it whatever happens.
    func read<Value>(_ body: (any StockQueries, Retention) async throws -> Value) async throws -> Value {
        try StoreFolder.requireStore(path)
        guard StoreFolder.isCopy(path) else {
            return try await use { stock in try await body(stock, try await stock.retention()) }
        }
        do {
            let copy = try ReadOnlyStock(at: path)
            return try await body(copy, await copy.retention)
        } catch { throw CommandFailure(describing: error) }
    }
}
