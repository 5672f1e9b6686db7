import Glibc
import Histogram
import StockModel
import StockProtocol

/// Connections that each have so many requests in flight, and send the next one for each answer.
///
/// One thread and `poll`: what has come on a connection is answered with one write.
final class ClosedLoop {
    private final class Connection {
        let socket: Socket
        var received = [UInt8](repeating: 0, count: 1 << 18)
        var count = 0
        var outgoing: [UInt8] = []
        /// When the request of each place was sent.
        var sentAt: [UInt64]

        init(_ socket: Socket, depth: Int) {
            self.socket = socket
            sentAt = Array(repeating: 0, count: depth)
        }
    }

    private var connections: [Connection] = []
    private var polled: [pollfd] = []
    private var frames: RequestFrames
    private let kind: Kind
    private let depth: Int
    private(set) var histogram = Histogram<UInt64>(
        highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
    private(set) var answered = 0
    private(set) var granted = 0

    init(port: Int, connections count: Int, depth: Int, _ kind: Kind, skus: UInt64, seed: UInt64) throws {
        self.kind = kind
        self.depth = depth
        frames = RequestFrames(kind, skus: skus, seed: seed)
        for _ in 0..<count {
            let connection = Connection(try Socket(port: port), depth: depth)
            try greet(connection)
            connections.append(connection)
            polled.append(pollfd(fd: connection.socket.descriptor, events: Int16(POLLIN), revents: 0))
        }
    }

    private func greet(_ connection: Connection) throws {
        let hello = Hello(principal: 1, clientName: "benchmark").encoded
        var bytes = withUnsafeBytes(of: UInt32(16 + hello.count).littleEndian) { Array($0) }
        bytes += [ProtocolVersion.current, Opcode.hello.rawValue, 0, 0] + Array(repeating: 0, count: 8) + hello
        try bytes.withUnsafeBytes { try connection.socket.send($0) }
        let count = try connection.received.withUnsafeMutableBytes { try connection.socket.receive(into: $0) }
        guard count > 5, connection.received[5] == Opcode.welcome.rawValue else {
            throw BenchmarkFailure("the server does not take the client")
        }
    }

    /// Runs for so long and gives how many requests were answered per second.
    func run(seconds: Double) throws -> Double {
        let began = Self.now
        let end = began + UInt64(seconds * 1e9)
        for connection in connections {
            for place in 0..<depth { append(UInt64(place), on: connection, at: began) }
            try flush(connection)
        }
        var now = began
        while now < end {
            poll(&polled, nfds_t(polled.count), 1_000)
            now = Self.now
            for index in polled.indices where polled[index].revents != 0 {
                try read(connections[index], at: now)
                try flush(connections[index])
            }
        }
        return Double(answered) / (Double(now - began) / 1e9)
    }

    private func append(_ place: UInt64, on connection: Connection, at now: UInt64) {
        frames.append(place, to: &connection.outgoing)
        connection.sentAt[Int(place)] = now
    }

    private func flush(_ connection: Connection) throws {
        guard !connection.outgoing.isEmpty else { return }
        try connection.outgoing.withUnsafeBytes { try connection.socket.send($0) }
        connection.outgoing.removeAll(keepingCapacity: true)
    }

    private func read(_ connection: Connection, at now: UInt64) throws {
        connection.count += try connection.received.withUnsafeMutableBytes { buffer in
            try connection.socket.receive(into: UnsafeMutableRawBufferPointer(rebasing: buffer[connection.count...]))
        }
        var offset = 0
        try connection.received.withUnsafeMutableBytes { bytes in
            while connection.count - offset >= 16 {
                let length = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                guard connection.count - offset >= length else { break }
                let place = bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
                guard bytes[offset + 5] != Opcode.error.rawValue, Int(place) < depth else {
                    throw BenchmarkFailure("the server answers with error \(bytes[offset + 24])")
                }
                histogram.record(now - connection.sentAt[Int(place)])
                answered += kind.requests
                count(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]))
                append(place, on: connection, at: now)
                offset += length
            }
            if offset > 0 {
                memmove(bytes.baseAddress!, bytes.baseAddress! + offset, connection.count - offset)
            }
        }
        connection.count -= offset
    }

    /// Counts what was granted: 1 stands behind the sequence of an answer.
    private func count(_ frame: UnsafeRawBufferPointer) {
        switch kind {
        case .ping: break
        case .reserve: if frame[24] == 1 { granted += 1 }
        case .batch(let count):
            var offset = 28
            for _ in 0..<count {
                let length = Int(frame.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                if frame[offset + 16] == 1 { granted += 1 }
                offset += 8 + length
            }
        }
    }

    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
