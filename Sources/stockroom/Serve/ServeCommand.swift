import ArgumentParser
import Foundation
import Glibc
import Logging
import ServiceLifecycle
import StockEngine
import StockFiles
import StockServer
import UnixSignals

/// A store behind the binary protocol.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a store to clients over TCP, until SIGTERM or Ctrl-C.",
        discussion: """
            Opens the store in --data, or makes a new one there, and listens. Every answer \
            is durable. protocol/README.md says what goes over the wire.

            There are no credentials yet, so only this machine's own addresses can be \
            listened on. SIGTERM and Ctrl-C: no more connections, what was asked is \
            answered, a checkpoint is written, exit code 0.

            Each option can also be set in the environment (STOCKROOM_DATA, \
            STOCKROOM_LISTEN, STOCKROOM_IN_FLIGHT …) and in a JSON file (--config) with the \
            keys data, listen, journal, engine, connections, inFlight, idleSeconds, \
            logLevel, acceptDowntime, checkpointMebibytes, checkpointSeconds, scrubHours, \
            requestWindow, keepClosed, keepFulfilled, keepEvents, archive, archiveSeconds, \
            archiveWaitingMebibytes. \
            The command line comes first, the file last.

            How long the store remembers what is over is written down in the store, and \
            stays as it is until one of its four times is given: then the others are 7d \
            (requests), 30d (closed), 400d (fulfilled), 30d (events).

            Examples:
              stockroom serve --data shop
              stockroom serve --data shop --listen 127.0.0.1:7500 --log-level debug
              stockroom serve --data shop --request-window 1d --keep-closed 7d
              stockroom serve --data shop --archive /mnt/other/archive
              STOCKROOM_DATA=shop stockroom serve --config server.json
            """)

    @Option(help: ArgumentHelp("The folder of the store.", valueName: "dir")) var data: String?
    @Option(help: ArgumentHelp("The address and port; port 0: any (default: 127.0.0.1:7420).", valueName: "host:port"))
    var listen: NetworkAddress?
    @Option(help: ArgumentHelp("The journal's folder, on a disk of its own if there is one.", valueName: "dir"))
    var journal: String?
    @Option(help: ArgumentHelp("Who calls the engine: loop, or thread (default: loop).", valueName: "place"))
    var engine: String?
    @Option(help: ArgumentHelp("Connections at once (default: 16384).", valueName: "count")) var connections: Int?
    @Option(help: ArgumentHelp("Requests without an answer, in all (default: 131072).", valueName: "count"))
    var inFlight: Int?
    @Option(help: ArgumentHelp("Close connections that say nothing for so long (default: 300).", valueName: "seconds"))
    var idleSeconds: Int?
    @Option(
        help: ArgumentHelp(
            "Begin a checkpoint when so much memory has changed: more makes it rarer, and a restart longer (default: 256).",
            valueName: "MiB"))
    var checkpointMebibytes: Int?
    @Option(
        help: ArgumentHelp(
            "Begin a checkpoint at the latest so long after a change (default: 60).", valueName: "seconds"))
    var checkpointSeconds: Int?
    @Option(
        help: ArgumentHelp(
            "Read all pages of the store every so often, to find what has rotted on the disk; 0: never (default: 24).",
            valueName: "hours"))
    var scrubHours: Int?
    @Option(help: ArgumentHelp("trace, debug, info, warning or error (default: info).", valueName: "level"))
    var logLevel: String?
    @Flag(help: "Open a store that was down for more than 24 hours: say that this machine's clock is right.")
    var acceptDowntime = false
    @Option(help: ArgumentHelp("A JSON file with settings.", valueName: "file")) var config: String?
    @OptionGroup(title: "What is over") var retention: RetentionOptions
    @OptionGroup(title: "The journal's archive") var archive: ArchiveOptions

    func validate() throws {
        if let scrubHours, !(0...Self.scrubHoursMax).contains(scrubHours) {
            throw ValidationError("--scrub-hours is 0 (never) to \(Self.scrubHoursMax).")
        }
        for (name, value, most) in [
            ("connections", connections, Int.max), ("in-flight", inFlight, .max), ("idle-seconds", idleSeconds, .max),
            ("checkpoint-mebibytes", checkpointMebibytes, Self.checkpointMebibytesMax),
            ("checkpoint-seconds", checkpointSeconds, Self.checkpointSecondsMax),
        ] {
            if let value, !(1...most).contains(value) {
                throw ValidationError("--\(name) is 1 or more\(most == .max ? "" : ", up to \(most)").")
            }
        }
    }

    mutating func run() async throws {
        let settings = try await ServeSettings(file: config, environment: ProcessInfo.processInfo.environment)
        var configuration = try configuration(settings)
        var logger = Logger(label: "stockroom") { label in StreamLogHandler.standardError(label: label) }
        logger.logLevel =
            try Self.level(logLevel) ?? settings.value(.logLevel, "a level of logging", { Logger.Level(rawValue: $0) })
            ?? .info
        try archive.set(in: &configuration.store, settings, logger: logger)
        let files = Int(clamping: OpenFileLimit.raise(toHold: configuration.limits.connectionsMax))
        if files < configuration.limits.connectionsMax + Self.filesOfStore {
            configuration.limits.connectionsMax = max(1, files - Self.filesOfStore)
            logger.warning(
                "the system lets this process have \(files) files: \(configuration.limits.connectionsMax) connections at once (ulimit -n)"
            )
        }
        let server = StockServer(configuration, logger: logger) { [logger, configuration] listening in
            let address = NetworkAddress(host: listening.host, port: listening.port)
            logger.info("serving \(configuration.dataFolder) on \(address)")
            // At once, also into a pipe or a file: whoever started the server waits for it.
            Terminal.write("listening on \(address)\n", to: .standardOutput)
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        signal(SIGPIPE, SIG_IGN)
        do { try await group.run() } catch { throw CommandFailure(describing: error) }
        logger.info("the store is closed")
    }

    private static let checkpointMebibytesMax = 65_536
    private static let checkpointSecondsMax = 86_400
    private static let scrubHoursMax = 8_760
    /// What the store itself may need.
    private static let filesOfStore = 256

    private static func level(_ text: String?) throws -> Logger.Level? {
        guard let text else { return nil }
        guard let level = Logger.Level(rawValue: text) else {
            throw ValidationError("--log-level \(text): choose trace, debug, info, warning or error.")
        }
        return level
    }

    private static func upTo(_ most: Int) -> (String) -> Int? {
        { text in Int(text).flatMap { (1...most).contains($0) ? $0 : nil } }
    }

    private func configuration(_ settings: ServeSettings) throws -> ServerConfiguration {
        let positive = { (text: String) in Int(text).flatMap { $0 > 0 ? $0 : nil } }
        guard let folder = try data ?? settings.value(.data, "a folder", { $0 }) else {
            throw ValidationError("Name the folder of the store: --data DIR, or STOCKROOM_DATA.")
        }
        var configuration = ServerConfiguration(dataFolder: folder)
        if let address = try listen
            ?? settings.value(.listen, "an address such as 127.0.0.1:7420", { NetworkAddress(argument: $0) })
        {
            configuration.host = address.host
            configuration.port = address.port
        }
        configuration.store.journalFolder = try journal ?? settings.value(.journal, "a folder") { $0 }
        configuration.store.acceptsDowntime =
            try acceptDowntime || settings.value(.acceptDowntime, "true or false") { Bool($0) } ?? false
        if let size = try checkpointMebibytes
            ?? settings.value(
                .checkpointMebibytes, "1 to \(Self.checkpointMebibytesMax)", Self.upTo(Self.checkpointMebibytesMax))
        {
            configuration.store.checkpointAfterBytes = size << 20
        }
        if let seconds = try checkpointSeconds
            ?? settings.value(
                .checkpointSeconds, "1 to \(Self.checkpointSecondsMax)", Self.upTo(Self.checkpointSecondsMax))
        {
            configuration.store.checkpointAfterMilliseconds = Int64(seconds) * 1_000
        }
        let hours = { (text: String) in Int(text).flatMap { (0...Self.scrubHoursMax).contains($0) ? $0 : nil } }
        if let hours = try scrubHours ?? settings.value(.scrubHours, "0 to \(Self.scrubHoursMax)", hours) {
            configuration.store.scrubEveryMilliseconds = Int64(hours) * 3_600_000
        }
        configuration.store.retention = try retention.retention(settings)
        let place = try engine ?? settings.value(.engine, "loop or thread") { $0 }
        if let place {
            guard let known = ServerConfiguration.EnginePlace(rawValue: place) else {
                throw ValidationError("--engine \(place): choose loop or thread.")
            }
            configuration.engine = known
        }
        if let count = try connections ?? settings.value(.connections, "a number above 0", positive) {
            configuration.limits.connectionsMax = count
        }
        if let count = try inFlight ?? settings.value(.inFlight, "a number above 0", positive) {
            configuration.limits.inFlightMax = count
        }
        if let seconds = try idleSeconds ?? settings.value(.idleSeconds, "a number of seconds above 0", positive) {
            configuration.limits.idleSeconds = seconds
        }
        return configuration
    }
}
