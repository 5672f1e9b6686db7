import StockAPI
import StockBytes
import StockEngine
import StockModel
import StockProtocol
import StockTesting

@testable import StockServer

/// A session without a socket, on a clock that only the test moves.
final class SimulatedConnection: Transport {
    let server: ServerCore
    private let clock: Clock
    private var session: Session?
    /// What the session has sent.
    private(set) var sent: [UInt8] = []
    private(set) var isClosed = false
    private(set) var isReading = true
    /// Whether the peer takes what is sent.
    var isWritable = true
    var unsentBytes = 0

    final class Clock {
        var milliseconds: UInt64 = 1_000_000
    }

    private init(_ server: ServerCore, _ clock: Clock) {
        self.server = server
        self.clock = clock
    }

    /// A connection to a server of its own, which has said hello and was welcomed.
    static func open(_ stock: Stockroom, _ limits: ServerLimits) async throws -> SimulatedConnection {
        let statistics = try await stock.statistics()
        let clock = Clock()
        let loop = ServerLoop(submitSoon: {}, forget: {}, now: { clock.milliseconds * 1_000_000 })
        let server = ServerCore(
            stock, statistics, limits: limits, serverName: "test", logger: .silent, mailbox: Mailbox {}, loop: loop)
        let connection = SimulatedConnection(server, clock)
        connection.session = server.open(connection)
        connection.receive(Wire.hello())
        return connection
    }

    func receive(_ bytes: [UInt8]) {
        var writer = ByteWriter()
        writer.append(bytes: bytes)
        session?.received(writer.span)
        server.submit()
    }

    /// Time passes, and the server looks round as it does every second.
    func wait(milliseconds: UInt64) {
        clock.milliseconds += milliseconds
        server.everySecond()
    }

    func writabilityChanged() { session?.writabilityChanged() }

    /// Why the server has said goodbye.
    var goodbyes: [Goodbye] {
        var found: [Goodbye] = []
        var offset = 0
        while offset + FrameHeader.byteCount <= sent.count {
            let length = Int(sent[offset]) | Int(sent[offset + 1]) << 8 | Int(sent[offset + 2]) << 16
            if sent[offset + 5] == Opcode.goodbye.rawValue, let reason = Goodbye(rawValue: sent[offset + 24]) {
                found.append(reason)
            }
            offset += max(length, FrameHeader.byteCount)
        }
        return found
    }

    func send(_ bytes: RawSpan) {
        var writer = ByteWriter()
        writer.append(bytes: bytes)
        sent += writer.array
    }

    func setReading(_ isReading: Bool) { self.isReading = isReading }

    func close() { end() }

    func cut() { end() }

    private func end() {
        guard !isClosed, let session else { return }
        isClosed = true
        server.ended(session)
    }
}
