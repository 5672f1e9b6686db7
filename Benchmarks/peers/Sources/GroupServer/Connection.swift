import Glibc
import LoadLoop
import StockProtocol

/// One client: the frames that it sends, and the answers that wait to be sent.
final class Connection {
    let descriptor: Int32
    private var received = [UInt8](repeating: 0, count: 1 << 18)
    private var count = 0
    private var outgoing: [UInt8] = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Reads once and gives each reserve with its request id; false when the client has closed.
    func read(_ body: (UInt64, Reservation) -> Void) throws -> Bool {
        let came = received.withUnsafeMutableBytes { buffer in
            recv(
                descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).baseAddress, buffer.count - count,
                0)
        }
        if came < 0, errno == EAGAIN { return true }
        guard came > 0 else { return false }
        count += came
        var offset = 0
        try received.withUnsafeBytes { bytes in
            while count - offset >= FrameHeader.byteCount {
                let length = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                guard length >= FrameHeader.byteCount, length <= bytes.count else {
                    throw BenchmarkFailure("a frame of \(length) bytes")
                }
                guard count - offset >= length else { break }
                try take(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]), body)
                offset += length
            }
        }
        received.withUnsafeMutableBytes { bytes in
            guard offset > 0, let start = bytes.baseAddress else { return }
            _ = memmove(start, start + offset, count - offset)
        }
        count -= offset
        return true
    }

    private func take(_ frame: UnsafeRawBufferPointer, _ body: (UInt64, Reservation) -> Void) throws {
        let request = frame.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        switch Opcode(rawValue: frame[5]) {
        case .hello:
            outgoing += RequestFrames.frame(.welcome, Array(repeating: 0, count: 66))
            flush()
        case .command:
            guard let reservation = ReserveLayout.reservation(in: frame) else {
                throw BenchmarkFailure("a command that is no reserve of one line")
            }
            body(request, reservation)
        default: throw BenchmarkFailure("opcode \(frame[5]) is not known here")
        }
    }

    /// Appends an answer: a sequence, which nobody looks at, and 1 for reserved or 255 for refused.
    func answer(_ request: UInt64, _ isGranted: Bool) {
        withUnsafeBytes(of: UInt32(25).littleEndian) { outgoing += $0 }
        outgoing += [ProtocolVersion.current, Opcode.answer.rawValue, 0, 0]
        withUnsafeBytes(of: (request.littleEndian, UInt64(0))) { outgoing += $0 }
        outgoing.append(isGranted ? 1 : 255)
    }

    /// Sends what waits.
    ///
    /// The client reads all the time, so what does not fit is waited for.
    func flush() {
        guard !outgoing.isEmpty else { return }
        var sent = 0
        outgoing.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            while sent < bytes.count {
                let count = send(descriptor, start + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                if count < 0, errno == EAGAIN || errno == EINTR {
                    var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&wanted, 1, 1_000)
                    continue
                }
                // A client that has gone: its closing is read in a later turn.
                guard count > 0 else { break }
                sent += count
            }
        }
        outgoing.removeAll(keepingCapacity: true)
    }
}
