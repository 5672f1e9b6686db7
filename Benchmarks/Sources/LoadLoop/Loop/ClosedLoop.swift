import Glibc
import Histogram

/// Connections that each have so many requests in flight, and send the next one for each answer.
///
/// One thread and `poll`: what has come on a connection is answered with one write.
public final class ClosedLoop {
    private var lines: [Line] = []
    private var polled: [pollfd] = []
    private var source: ReservationSource
    private let isInterrupted: () -> Bool

    /// Nanoseconds from sending to the answer, of what was answered while measured.
    public private(set) var histogram = Histogram<UInt64>(
        highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
    /// Answered while measured; the entries of a batch count each.
    public private(set) var answered = 0
    /// Granted from the first request to the last, measured or not.
    public private(set) var granted = 0
    public private(set) var refused = 0
    private var isMeasuring = false

    /// - Parameters:
    ///   - depth: requests in flight on each connection.
    ///   - isInterrupted: asked once a turn; true ends the run with an error.
    public init(
        port: Int, connections count: Int, depth: Int, source: ReservationSource,
        isInterrupted: @escaping () -> Bool = { false }, conversation: () -> any Conversation
    ) throws {
        self.source = source
        self.isInterrupted = isInterrupted
        for _ in 0..<count {
            let line = try Line(port: port, depth: depth, conversation())
            lines.append(line)
            polled.append(pollfd(fd: line.socket.descriptor, events: Int16(POLLIN), revents: 0))
        }
    }

    /// Forgets what was measured, and may be run again.
    public func forget() {
        histogram.reset()
        answered = 0
        granted = 0
        refused = 0
    }

    /// Runs for so long and gives how many requests were answered per second.
    ///
    /// What is in flight at the end is waited for and counted in `granted`, so that the peer's own count can be compared.
    ///
    /// - Parameters:
    ///   - warmUp: seconds before anything is measured.
    ///   - began: called when measuring begins.
    ///   - ended: called when measuring ends, before what is in flight is waited for.
    public func run(
        warmUp: Double = 0, seconds: Double, began: () -> Void = {}, ended: () -> Void = {}
    ) throws -> Double {
        for line in lines {
            for place in line.sentAt.indices { ask(place, on: line, at: Clock.now) }
            try line.flush()
        }
        try turn(until: Clock.now + UInt64(warmUp * 1e9))
        began()
        isMeasuring = true
        let start = Clock.now
        let end = try turn(until: start + UInt64(seconds * 1e9))
        isMeasuring = false
        ended()
        try drain()
        return Double(answered) / (Double(end - start) / 1e9)
    }

    /// Gives the moment of the last turn.
    @discardableResult private func turn(until end: UInt64) throws -> UInt64 {
        var now = Clock.now
        while now < end {
            now = try wait()
            source.turn()
            for index in polled.indices where polled[index].revents != 0 {
                let line = lines[index]
                try line.read { place, answer in
                    count(answer, sentAt: line.sentAt[place], at: now)
                    ask(place, on: line, at: now)
                }
                try line.flush()
            }
        }
        return now
    }

    private func drain() throws {
        let end = Clock.now + 30_000_000_000
        while lines.contains(where: { $0.waiting > 0 }) {
            guard try wait() < end else { throw BenchmarkFailure("requests are not answered") }
            for index in polled.indices where polled[index].revents != 0 {
                try lines[index].read { _, answer in count(answer, sentAt: 0, at: 0) }
            }
        }
    }

    private func wait() throws -> UInt64 {
        poll(&polled, nfds_t(polled.count), 1_000)
        if isInterrupted() { throw BenchmarkFailure("interrupted") }
        return Clock.now
    }

    private func ask(_ place: Int, on line: Line, at now: UInt64) {
        line.conversation.append(place: place, from: &source, to: &line.outgoing)
        line.sentAt[place] = now
        line.waiting += 1
    }

    private func count(_ answer: Answer, sentAt: UInt64, at now: UInt64) {
        granted += answer.granted
        refused += answer.refused
        guard isMeasuring else { return }
        histogram.record(now - sentAt)
        answered += answer.granted + answer.refused
    }
}
