import StockAPI
import StockBytes
import StockModel
import StockProtocol
import StockServer
import Testing

@testable import StockClient

@Suite("Golden frames over a socket", .timeLimit(.minutes(2)))
struct GoldenFramesOverASocketTests {
    /// Each on a connection of its own: some end it.
    @Test(arguments: [EnginePlace.eventLoop, .thread])
    func `every frame of a client's gets the answer that its opcode has, and changes no unit`(
        _ place: EnginePlace
    ) async throws {
        try await withServed(place) { served in
            let before = try await served.state().levels
            for frame in try GoldenFrame.all() where frame.isFromClient {
                let connection = try await served.connection(as: 9)
                let answer = try #require(try await connection.ask(frame.bytes), "\(frame.name)")
                #expect(answer.id == frame.header?.requestID, "\(frame.name)")
                try #expect(Self.isRight(answer, to: frame), "\(frame.name): \(answer)")
                await connection.close()
            }
            let after = try await served.state()
            #expect(after.levels == before)
        }
    }

    private static func isRight(_ answer: ServerFrame, to frame: GoldenFrame) throws -> Bool {
        switch try #require(frame.opcode) {
        case .hello: answer.error == .helloExpected
        case .ping: answer.opcode == .pong && Array(answer.body.dropFirst(8)) == Array(frame.bytes.dropFirst(16))
        case .command: answer.answer?.isAccepted == false || answer.error?.isAboutOneRequest == true
        case .query:
            answer.result != nil || answer.error?.isAboutOneRequest == true
        case .batch: answer.entries != nil || answer.error?.isAboutOneRequest == true
        case .subscribe: answer.events != nil || answer.error?.isAboutASubscription == true
        case .backup: answer.opcode == .chunk
        case .credit, .unsubscribe: answer.error == .unknownSubscription
        default: false
        }
    }

    @Test func `a frame that only a server sends is an unknown opcode, and the connection goes on`() async throws {
        try await withServed { served in
            let connection = try await served.connection()
            for frame in try GoldenFrame.all() where !frame.isFromClient {
                let answer = try #require(try await connection.ask(frame.bytes), "\(frame.name)")
                let opcode = try #require(frame.header?.opcode)
                #expect(answer.error == .unknownOpcode(opcode), "\(frame.name)")
            }
            #expect(try await connection.ask(Wire.ping(1))?.opcode == .pong)
        }
    }

    @Test func `the client reads every answer of a server's, and every error as a failure of its own`() throws {
        for frame in try GoldenFrame.all() where !frame.isFromClient {
            let reply = Reply(opcode: try #require(frame.opcode), body: Array(frame.bytes.dropFirst(16)))
            switch reply.opcode {
            case .welcome: _ = try reply.read(.welcome) { reader throws(BytesError) in try Welcome(from: &reader) }
            case .answer: _ = try reply.read(.answer) { reader throws(BytesError) in try Answer(from: &reader) }
            case .result:
                _ = try reply.read(.result) { reader throws(BytesError) in
                    _ = try reader.read(UInt64.self)
                    return try QueryResult(from: &reader)
                }
            case .error:
                #expect(!reply.failure.description.contains("error cannot be read"), "\(frame.name)")
            default: break
            }
        }
    }
}

extension WireError {
    fileprivate var isAboutOneRequest: Bool {
        switch self {
        case .forbidden, .timeLimitPassed, .sequenceNotReached, .refused: true
        default: false
        }
    }

    fileprivate var isAboutASubscription: Bool {
        switch self {
        case .otherIncarnation, .feedTrimmed, .tooMuchCredit: true
        default: false
        }
    }
}
