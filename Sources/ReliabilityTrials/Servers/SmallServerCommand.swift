import ArgumentParser
import Logging
import ServiceLifecycle
import StockEngine
import StockServer
import UnixSignals

/// The server of `stockroom serve` with files so small that all that it ever does happens within seconds.
struct SmallServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve-small", abstract: "A server with small files, for the other commands.", shouldDisplay: false
    )

    @Option var data: String
    @Option var listen: String
    @Option var requestWindow: String
    @Option var keepClosed: String
    @Option var keepFulfilled: String
    @Option var keepEvents: String

    func run() async throws {
        var configuration = ServerConfiguration(dataFolder: data)
        configuration.port = listen.split(separator: ":").last.flatMap { Int($0) } ?? 0
        configuration.store = .small
        var retention = Retention()
        retention.requestWindowMilliseconds = try milliseconds(requestWindow)
        retention.closedReservationsMilliseconds = try milliseconds(keepClosed)
        retention.fulfilledReservationsMilliseconds = try milliseconds(keepFulfilled)
        retention.eventsMilliseconds = try milliseconds(keepEvents)
        configuration.store.retention = retention
        let logger = Logger(label: "small") { _ in SwiftLogNoOpLogHandler() }
        let server = StockServer(configuration, logger: logger) { Screen.say("listening on \($0.host):\($0.port)") }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    private func milliseconds(_ text: String) throws -> Int64 {
        guard text.hasSuffix("s"), let seconds = Int64(text.dropLast()) else {
            throw ValidationError("\(text): seconds, such as 4s.")
        }
        return seconds * 1_000
    }
}

extension StockroomOptions {
    /// Checkpoints, new segments and levels that wait, all the time.
    static var small: StockroomOptions {
        var options = StockroomOptions()
        options.mapSizeBytes = 1 << 30
        options.journalSegmentBytes = 24 << 10
        options.ballastBytes = 64 << 10
        options.checkpointAfterBytes = 64 << 10
        options.checkpointAfterMilliseconds = 500
        options.levelPagesPerCheckpoint = 0
        options.unmergedLevelsMax = 7
        return options
    }
}
