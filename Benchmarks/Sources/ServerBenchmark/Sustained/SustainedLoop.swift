import Histogram
import LoadLoop

/// What one stretch came to.
struct StretchFigures {
    var granted: Int
    var refused: Int
    /// Nanoseconds.
    var histogram: Histogram<UInt64>
}

/// A run that is measured stretch by stretch.
protocol SustainedLoop {
    func run(seconds: Double) throws -> StretchFigures
}

/// At a rate.
struct PacedRun: SustainedLoop {
    private let loop: PacedLoop
    private let framesPerSecond: Double

    init(_ loop: PacedLoop, framesPerSecond: Double) {
        self.loop = loop
        self.framesPerSecond = framesPerSecond
    }

    func run(seconds: Double) throws -> StretchFigures {
        loop.forget()
        try loop.run(seconds: seconds, framesPerSecond: framesPerSecond)
        return StretchFigures(granted: loop.granted, refused: loop.refused, histogram: loop.histogram)
    }
}

/// As fast as frames are answered.
struct ClosedRun: SustainedLoop {
    private let loop: ClosedLoop

    init(
        port: Int, connections: Int, depth: Int, _ source: ReservationSource, _ lifecycle: Lifecycle
    ) throws {
        loop = try ClosedLoop(port: port, connections: connections, depth: depth, source: source) {
            LifecycleConversation(lifecycle)
        }
    }

    func run(seconds: Double) throws -> StretchFigures {
        loop.forget()
        _ = try loop.run(seconds: seconds)
        return StretchFigures(granted: loop.granted, refused: loop.refused, histogram: loop.histogram)
    }
}
