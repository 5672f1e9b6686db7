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
        guard let length = try Self.frameLength(bytes) else { return nil }
        let frame = UnsafeRawBufferPointer(rebasing: bytes[..<length])
        let place = frame.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        guard frame[5] == kind.answerOpcode.rawValue, length > Self.outcome, let place = Int(exactly: place) else {
            let code = length > Self.outcome ? frame[Self.outcome] : 0
            throw BenchmarkFailure("the server answers with opcode \(frame[5]), code \(code)")
        }
        var answer = Answer(length: length, place: place, granted: 0, refused: 0)
        switch kind {
        case .ping: answer.granted = 1
        case .reserve: answer.count(outcome: frame[Self.outcome])
        case .batch(let count): try Self.count(entries: count, of: frame, in: &answer)
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

extension Kind {
    fileprivate var answerOpcode: Opcode {
        switch self {
        case .ping: .pong
        case .reserve: .answer
        case .batch: .answers
        }
    }
}

extension Answer {
    /// Outcome 1 is *reserved*.
    fileprivate mutating func count(outcome: UInt8) {
        if outcome == 1 { granted += 1 } else { refused += 1 }
    }
}
