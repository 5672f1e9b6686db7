import ArgumentParser
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
}
