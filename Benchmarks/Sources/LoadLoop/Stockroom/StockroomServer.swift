/// `stockroom serve` as a process of its own.
public final class StockroomServer {
    public let port: Int
    private let process: ChildProcess

    /// - Parameter arguments: behind those that say where it listens.
    public init(_ program: String, folder: String, arguments: [String]) throws {
        process = try ChildProcess(
            program, ["serve", "--data", folder, "--listen", "127.0.0.1:0", "--log-level", "error"] + arguments)
        port = try process.announcedPort()
    }

    public var cpuSeconds: Double { process.cpuSeconds }

    public var processID: Int32 { process.id }

    public func stop() throws { try process.stop() }
}
