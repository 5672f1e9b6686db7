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
        var options = ClientOptions()
        options.host = address.host
        options.port = address.port
        options.principal = Trade.principal
        options.clientName = "stockroom demo"
        let client = try await StockroomClient.connect(options)
        do {
            var report = try await trade.run(slice, on: client)
            await client.close()
            report.seconds = began.duration(to: .now).seconds
            report.judge()
            return report
        } catch {
            await client.close()
            throw error
        }
    }
}
