import RetailReplay
import StockAPI
import StockClient

/// What of the demo can be done through a client of a server.
struct RemoteDemo {
    let input: InputFile
    let address: NetworkAddress
    let trade: Trade

    func run() async throws -> DemoReport {
        let progress = trade.progress
        defer { progress.finish() }
        let began = ContinuousClock.now
        progress.show("reading the till lines")
        let slice = try CompleteJourneySlice(reading: input.records())
        let server = ServerConnection(
            address: address, principal: Trade.principal, clientName: "stockroom demo", retriesFor: .seconds(10))
        return try await server.use { client in
            var report = try await trade.run(slice, on: client)
            report.seconds = began.duration(to: .now).seconds
            report.judge()
            return report
        }
    }
}
