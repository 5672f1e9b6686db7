import Glibc

/// One connection of the loop: what has come, what is to be sent, and when each request was.
final class Line {
    let socket: Socket
    let conversation: any Conversation
    /// When the request of each place was sent.
    var sentAt: [UInt64]
    var outgoing: [UInt8] = []
    /// Requests without an answer.
    var waiting = 0
    private var received = [UInt8](repeating: 0, count: 1 << 16)
    private var count = 0
    /// The place of the oldest request, where answers come in the order of requests.
    private var oldest = 0

    init(port: Int, depth: Int, _ conversation: any Conversation) throws {
        socket = try Socket(port: port)
        self.conversation = conversation
        sentAt = Array(repeating: 0, count: depth)
        try conversation.open(socket)
    }

    func flush() throws {
        guard !outgoing.isEmpty else { return }
        try socket.send(outgoing)
        outgoing.removeAll(keepingCapacity: true)
    }

    /// Reads once and gives each answer that is complete, with its place.
    func read(_ body: (Int, Answer) throws -> Void) throws {
        if count == received.count { received += Array(repeating: 0, count: received.count) }
        count += try received.withUnsafeMutableBytes { buffer in
            try socket.receive(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
        }
        var offset = 0
        try received.withUnsafeBytes { bytes in
            while let answer = try conversation.nextAnswer(in: .init(rebasing: bytes[offset..<count])) {
                let place = answer.place ?? oldest
                guard waiting > 0, sentAt.indices.contains(place) else {
                    throw BenchmarkFailure("the server answers what was not asked")
                }
                oldest = (oldest + 1) % sentAt.count
                waiting -= 1
                offset += answer.length
                try body(place, answer)
            }
        }
        guard offset > 0 else { return }
        received.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            _ = memmove(start, start + offset, count - offset)
        }
        count -= offset
    }
}
