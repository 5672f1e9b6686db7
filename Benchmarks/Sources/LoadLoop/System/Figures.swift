/// What one run of the loop came to.
public struct Figures: Equatable, Codable, Sendable {
    public var perSecond = 0.0
    public var p50Microseconds = 0.0
    public var p99Microseconds = 0.0
    public var p999Microseconds = 0.0
    public var serverCPUSecondsPerMillion = 0.0
    public var clientCPUSecondsPerMillion = 0.0
    /// nil where the disk does not count.
    public var bytesWrittenEach: Double?

    public init() {}

    /// Measures a loop that is ready to begin.
    ///
    /// - Parameters:
    ///   - server: what the server's processes have used so far.
    ///   - folder: on the disk whose bytes are counted.
    public init(
        of loop: ClosedLoop, warmUp: Double = 0, seconds: Double, folder: String, server: () -> ProcessUse
    ) throws {
        var before = (server: ProcessUse(), client: ProcessUse())
        var used = (server: ProcessUse(), client: ProcessUse())
        var disk: (before: UInt64?, after: UInt64?)
        perSecond = try loop.run(
            warmUp: warmUp, seconds: seconds,
            began: {
                before = (server(), ProcessUse.current())
                disk.before = Disk.bytesWritten(below: folder)
            },
            ended: {
                used = (server().since(before.server), ProcessUse.current().since(before.client))
                disk.after = Disk.bytesWritten(below: folder)
            })
        guard loop.answered > 0 else { throw BenchmarkFailure("nothing was answered in \(seconds) s") }
        let count = Double(loop.answered)
        p50Microseconds = Double(loop.histogram.valueAtPercentile(50)) / 1_000
        p99Microseconds = Double(loop.histogram.valueAtPercentile(99)) / 1_000
        p999Microseconds = Double(loop.histogram.valueAtPercentile(99.9)) / 1_000
        serverCPUSecondsPerMillion = used.server.cpuSeconds / count * 1e6
        clientCPUSecondsPerMillion = used.client.cpuSeconds / count * 1e6
        if let before = disk.before, let after = disk.after { bytesWrittenEach = Double(after - before) / count }
    }

    /// The median of each figure.
    public static func median(of rounds: [Figures]) -> Figures {
        func middle(_ figure: (Figures) -> Double) -> Double { LoadLoop.median(rounds.map(figure)) }
        var result = Figures()
        result.perSecond = middle(\.perSecond)
        result.p50Microseconds = middle(\.p50Microseconds)
        result.p99Microseconds = middle(\.p99Microseconds)
        result.p999Microseconds = middle(\.p999Microseconds)
        result.serverCPUSecondsPerMillion = middle(\.serverCPUSecondsPerMillion)
        result.clientCPUSecondsPerMillion = middle(\.clientCPUSecondsPerMillion)
        let bytes = rounds.compactMap(\.bytesWrittenEach)
        result.bytesWrittenEach = bytes.isEmpty ? nil : LoadLoop.median(bytes)
        return result
    }
}
