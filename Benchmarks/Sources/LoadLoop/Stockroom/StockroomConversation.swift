import StockModel
import StockProtocol

/// Stockroom's binary protocol: one reserve, one ping, or a batch of reserves in each frame.
public final class StockroomConversation: Conversation {
    private let kind: Kind
    private var frames: RequestFrames

    public init(_ kind: Kind) {
        self.kind = kind
        frames = RequestFrames(kind)
    }

    public func open(_ socket: Socket) throws {
        try socket.send(RequestFrames.frame(.hello, Hello(principal: 1, clientName: "benchmark").encoded))
        var bytes: [UInt8] = []
        while true {
            try socket.receive(appendingTo: &bytes)
            if let length = try bytes.withUnsafeBytes({ try Self.frameLength($0) }) {
                guard length == bytes.count, bytes[5] == Opcode.welcome.rawValue else {
                    throw BenchmarkFailure("the server does not take the client")
                }
                return
            }
        }
    }

    public func append(place: Int, from source: inout ReservationSource, to bytes: inout [UInt8]) {
        frames.append(UInt64(place), from: &source, to: &bytes)
    }

    public func nextAnswer(in bytes: UnsafeRawBufferPointer) throws -> Answer? {
        switch kind {
        case .ping:
            var answer = try Self.answer(in: bytes, .pong, entries: 0)
            answer?.granted = 1
            return answer
        case .reserve: return try Self.answer(in: bytes, .answer, entries: nil)
        case .batch(let count): return try Self.answer(in: bytes, .answers, entries: count)
        }
    }

    /// - Parameter entries: of a batch; nil: the frame is one answer.
    static func answer(in bytes: UnsafeRawBufferPointer, _ opcode: Opcode, entries: Int?) throws -> Answer? {
        guard let length = try frameLength(bytes) else { return nil }
        let frame = UnsafeRawBufferPointer(rebasing: bytes[..<length])
        let place = frame.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        guard frame[5] == opcode.rawValue, length > outcome, let place = Int(exactly: place) else {
            let code = length > outcome ? frame[outcome] : 0
            throw BenchmarkFailure("the server answers with opcode \(frame[5]), code \(code)")
        }
        var answer = Answer(length: length, place: place, granted: 0, refused: 0)
        if let entries {
            try count(entries: entries, of: frame, in: &answer)
        } else {
            answer.count(outcome: frame[outcome])
        }
        return answer
    }

    /// Behind the header and the sequence of an answer.
    private static let outcome = FrameHeader.byteCount + 8

    /// Bytes of the frame that the bytes begin with; nil while it has not come in full.
    private static func frameLength(_ bytes: UnsafeRawBufferPointer) throws -> Int? {
        guard bytes.count >= FrameHeader.byteCount else { return nil }
        let length = Int(bytes.loadUnaligned(as: UInt32.self))
        guard length >= FrameHeader.byteCount else { throw BenchmarkFailure("a frame of \(length) bytes") }
        return bytes.count >= length ? length : nil
    }

    private static func count(entries: Int, of frame: UnsafeRawBufferPointer, in answer: inout Answer) throws {
        var offset = FrameHeader.byteCount + 12
        for _ in 0..<entries {
            guard offset + 8 <= frame.count else { throw BenchmarkFailure("a batch has too few answers") }
            let length = Int(frame.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            guard length > 8, offset + 8 + length <= frame.count, frame[offset + 4] == Opcode.answer.rawValue else {
                throw BenchmarkFailure("an entry of a batch is answered with opcode \(frame[offset + 4])")
            }
            answer.count(outcome: frame[offset + 16])
            offset += 8 + length
        }
    }
}

extension Answer {
    /// A reservation is granted, or units are sold, or something is refused; another command that was done counts for
    /// neither.
    fileprivate mutating func count(outcome: UInt8) {
        switch outcome {
        case OutcomeCode.reserved, OutcomeCode.sold: granted += 1
        case OutcomeCode.refused: refused += 1
        default: break
        }
    }
}

/// Behind the sequence of an answer, as protocol/operations.md has them.
private enum OutcomeCode {
    static let reserved: UInt8 = 1
    static let sold: UInt8 = 3
    static let refused = Outcome.refusedCode
}
