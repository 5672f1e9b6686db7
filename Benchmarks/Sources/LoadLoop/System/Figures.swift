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
    ///   - folder: on the disk whose bytes are counted.
    ///   - serverCPUSeconds: what the server's processes have used so far.
    public init(
        of loop: ClosedLoop, warmUp: Double = 0, seconds: Double, folder: String, serverCPUSeconds: () -> Double
    ) throws {
        var before = Counters()
        var after = Counters()
        perSecond = try loop.run(
            warmUp: warmUp, seconds: seconds,
            began: { before = Counters(folder, serverCPUSeconds()) },
            ended: { after = Counters(folder, serverCPUSeconds()) })
        guard loop.answered > 0 else { throw BenchmarkFailure("nothing was answered in \(seconds) s") }
        let count = Double(loop.answered)
        p50Microseconds = Double(loop.histogram.valueAtPercentile(50)) / 1_000
        p99Microseconds = Double(loop.histogram.valueAtPercentile(99)) / 1_000
        p999Microseconds = Double(loop.histogram.valueAtPercentile(99.9)) / 1_000
        serverCPUSecondsPerMillion = (after.server - before.server) / count * 1e6
        clientCPUSecondsPerMillion = (after.client - before.client) / count * 1e6
        if let before = before.diskBytes, let after = after.diskBytes {
            bytesWrittenEach = Double(after - before) / count
        }
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

/// What is read when measuring begins, and when it ends.
private struct Counters {
    var server = 0.0
    var client = 0.0
    var diskBytes: UInt64?

    init() {}

    init(_ folder: String, _ serverCPUSeconds: Double) {
        server = serverCPUSeconds
        client = ProcessorTime.current()
        diskBytes = Disk.bytesWritten(below: folder)
    }
}
