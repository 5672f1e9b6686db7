import StockAPI
import StockBytes
import StockClient
import StockModel
import StockProtocol
import Testing

@Suite("Servers that say what they should not", .timeLimit(.minutes(2)))
struct OtherServerTests {
    /// What a question comes to where the connection is right at first.
    private static func failure(
        pingTimeout: Duration = .seconds(60), _ answer: @escaping @Sendable (FrameHeader) -> [UInt8]?
    ) async throws -> StockFailure? {
        let server = try await OtherServer.start(answer)
        defer { Task { await server.stop() } }
        var options = ClientOptions()
        options.port = server.port
        options.retriesFor = .milliseconds(300)
        options.pingTimeout = pingTimeout
        do throws(StockFailure) {
            let client = try await StockroomClient.connect(options)
            do throws(StockFailure) { _ = try await client.sites() } catch {
                await client.close()
                throw error
            }
            await client.close()
            return nil
        } catch { return error }
    }

    private static func afterThePing(_ header: FrameHeader, _ answer: [UInt8]?) -> [UInt8]? {
        switch header.opcode {
        case Opcode.hello.rawValue: OtherServer.welcome(header.requestID)
        case Opcode.ping.rawValue: OtherServer.pong(header.requestID)
        default: answer
        }
    }

    @Test func `a header that nobody has agreed on ends the connection, so that nobody waits for ever`() async throws {
        let body = [UInt8](repeating: 0, count: 16)
        let frames: [@Sendable (UInt64) -> [UInt8]] = [
            { Wire.frame(opcode: 200, $0, body) }, { Wire.frame(opcode: 21, $0, version: 2, body) },
            { Wire.frame(opcode: 21, $0, flags: 1, body) }, { _ in [3, 0, 0, 0] + body },
            { _ in [0xff, 0xff, 0xff, 0xff] + body },
        ]
        for frame in frames {
            let failure = try await Self.failure { Self.afterThePing($0, frame($0.requestID)) }
            switch failure {
            case .connectionFailed, .damaged: break
            default: Issue.record("\(failure as Any)")
            }
        }
    }

    @Test func `an answer that cannot be read, and an error that nobody knows, are failures`() async throws {
        let garbage = [UInt8](repeating: 0xfe, count: 40)
        for opcode in [21, 6, 17, 19] as [UInt8] {
            let failure = try await Self.failure {
                Self.afterThePing($0, Wire.frame(opcode: opcode, $0.requestID, garbage))
            }
            guard case .damaged? = failure else {
                Issue.record("\(opcode): \(failure as Any)")
                continue
            }
        }
    }

    @Test func `a server that closes, says goodbye or does not welcome is tried again and then given up`() async throws
    {
        let goodbye = Wire.frame(.goodbye, 0) { writer in
            writer.append(UInt64(0))
            writer.append(UInt8(1))
        }
        let answers: [@Sendable (FrameHeader) -> [UInt8]?] = [
            { _ in nil }, { _ in goodbye }, { Self.afterThePing($0, nil) }, { Self.afterThePing($0, goodbye) },
        ]
        for answer in answers {
            let failure = try await Self.failure(answer)
            guard case .connectionFailed? = failure else {
                Issue.record("\(failure as Any)")
                continue
            }
        }
    }

    @Test func `a server that is there and does not answer is given up when it does not answer a ping either`()
        async throws
    {
        let failure = try await Self.failure(pingTimeout: .milliseconds(300)) { header in
            header.opcode == Opcode.ping.rawValue && header.requestID > 1
                ? [] : Self.afterThePing(header, [])
        }
        guard case .connectionFailed? = failure else {
            Issue.record("\(failure as Any)")
            return
        }
    }

    @Test func `an answer to what nobody has asked is passed over`() async throws {
        let sites = Wire.frame(.result, 0) { writer in
            writer.append(UInt64(3))
            QueryResult.sites([]).encode(into: &writer)
        }
        let failure = try await Self.failure { header in
            Self.afterThePing(
                header,
                Wire.frame(opcode: 21, 999_999, [])
                    + Wire.frame(opcode: 21, header.requestID, Array(sites.dropFirst(16))))
        }
        #expect(failure == nil)
    }
}
