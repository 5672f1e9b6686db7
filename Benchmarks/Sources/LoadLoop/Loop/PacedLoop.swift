import CPoll
import Glibc
import Histogram

/// Requests that are sent at a rate, whatever became of those before them: what an answer takes counts from when its
/// request should have been sent.
public final class PacedLoop {
    private var lines: [Line] = []
    private var polled: [pollfd] = []
    private var free: [[Int]] = []
    private var source: ReservationSource

    /// Nanoseconds from when a request was due to its answer.
    public private(set) var histogram = Histogram<UInt64>(
        highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
    public private(set) var granted = 0
    public private(set) var refused = 0
    private var due: UInt64 = 0
    private var next = 0

    /// - Parameter depth: requests in flight on each connection, at most; later ones wait, and their time counts.
    public init(
        port: Int, connections count: Int, depth: Int, source: ReservationSource,
        conversation: (Int) -> any Conversation
    ) throws {
        self.source = source
        for number in 0..<count {
            let line = try Line(port: port, depth: depth, conversation(number))
            lines.append(line)
            polled.append(pollfd(fd: line.socket.descriptor, events: Int16(POLLIN), revents: 0))
            free.append(Array(0..<depth))
        }
    }

    /// Forgets what was measured, and goes on.
    public func forget() {
        histogram.reset()
        granted = 0
        refused = 0
    }

    /// Sends so many frames a second for so long.
    public func run(seconds: Double, framesPerSecond: Double) throws {
        let gap = UInt64(1e9 / framesPerSecond)
        let start = Clock.now
        if due == 0 || start > due + 1_000_000_000 { due = start }
        let end = start + UInt64(seconds * 1e9)
        while Clock.now < end {
            source.turn()
            try send(gap)
            try receive(waitingAtMost: due)
        }
    }

    /// Waits for what is on its way.
    public func drain() throws {
        let end = Clock.now + 30_000_000_000
        while lines.contains(where: { $0.waiting > 0 }) {
            guard Clock.now < end else { throw BenchmarkFailure("requests are not answered") }
            try receive(waitingAtMost: end)
        }
    }

    private func send(_ gap: UInt64) throws {
        var changed: Set<Int> = []
        while due <= Clock.now {
            // Connection after connection; where all are full it waits, and `due` stays.
            guard
                let index = (0..<lines.count).lazy.map({ (self.next + $0) % self.lines.count })
                    .first(where: { !self.free[$0].isEmpty }), let place = free[index].popLast()
            else { break }
            let line = lines[index]
            line.conversation.append(place: place, from: &source, to: &line.outgoing)
            line.sentAt[place] = due
            line.waiting += 1
            changed.insert(index)
            next = (index + 1) % lines.count
            due += gap
        }
        for index in changed { try lines[index].flush() }
    }

    private func receive(waitingAtMost moment: UInt64) throws {
        let now = Clock.now
        var timeout = timespec()
        timeout.tv_nsec = Int(min(moment > now ? moment - now : 0, 100_000_000))
        guard ppoll(&polled, nfds_t(polled.count), &timeout, nil) > 0 else { return }
        let answered = Clock.now
        for index in polled.indices where polled[index].revents != 0 {
            try lines[index].read { place, answer in
                granted += answer.granted
                refused += answer.refused
                histogram.record(answered > lines[index].sentAt[place] ? answered - lines[index].sentAt[place] : 0)
                free[index].append(place)
            }
        }
    }
}
