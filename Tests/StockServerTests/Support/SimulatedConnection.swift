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
    /// What the peer has sent, handed over in the middle of the next write.
    var comesDuringSend: [UInt8] = []

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
        hand(bytes)
        server.submit()
    }

    /// To the session, in the middle of a turn.
    private func hand(_ bytes: [UInt8]) {
        var writer = ByteWriter()
        writer.append(bytes: bytes)
        session?.received(writer.span)
    }

    /// Time passes, and the server looks round as it does every second.
    func wait(milliseconds: UInt64) {
        clock.milliseconds += milliseconds
        server.everySecond()
    }

    func writabilityChanged() { session?.writabilityChanged() }

    func flush() { server.submit() }

    /// Takes the answers that have come from the engine.
    func deliver() { server.deliver() }

    /// Why the server has said goodbye.
    var goodbyes: [Goodbye] {
        frames.filter { $0.opcode == Opcode.goodbye.rawValue }.compactMap { Goodbye(rawValue: sent[$0.start + 24]) }
    }

    /// The requests that frames of this kind have been sent for.
    func requestIDs(of opcode: Opcode) -> [UInt64] {
        frames.filter { $0.opcode == opcode.rawValue }.map { UInt64(sent[$0.start + 8]) }
    }

    private var frames: [(start: Int, opcode: UInt8)] {
        var found: [(start: Int, opcode: UInt8)] = []
        var offset = 0
        while offset + FrameHeader.byteCount <= sent.count {
            let length = Int(sent[offset]) | Int(sent[offset + 1]) << 8 | Int(sent[offset + 2]) << 16
            found.append((offset, sent[offset + 5]))
            offset += max(length, FrameHeader.byteCount)
        }
        return found
    }

    func send(_ bytes: RawSpan) {
        var writer = ByteWriter()
        writer.append(bytes: bytes)
        sent += writer.array
        let coming = comesDuringSend
        comesDuringSend = []
        if !coming.isEmpty { hand(coming) }
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
