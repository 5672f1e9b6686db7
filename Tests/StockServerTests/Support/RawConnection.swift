import NIOCore
import NIOPosix
import StockBytes
import StockModel
import StockProtocol
import Synchronization

/// A socket to a server, spoken byte by byte: it checks nothing of what it sends.
final class RawConnection: Sendable {
    private let channel: any Channel
    private let arrivals: Arrivals

    private init(_ channel: any Channel, _ arrivals: Arrivals) {
        self.channel = channel
        self.arrivals = arrivals
    }

    /// Connects, and says nothing yet.
    ///
    /// Where it does not read, nothing is taken from the socket until `take` is called.
    static func open(_ port: Int, reads: Bool = true) async throws -> RawConnection {
        let arrivals = Arrivals()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: reads)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if !reads { try channel.syncOptions?.setOption(.socketOption(.so_rcvbuf), value: 65_536) }
                    try channel.pipeline.syncOperations.addHandler(FrameCollector(arrivals))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawConnection(channel, arrivals)
    }

    /// Connects, says hello, and has its welcome.
    static func greeted(_ port: Int, as principal: PrincipalID = 1) async throws -> RawConnection {
        let connection = try await open(port)
        try await connection.send(Wire.hello(as: principal))
        guard await connection.next()?.opcode == .welcome else { throw NoWelcome() }
        return connection
    }

    struct NoWelcome: Error {}

    /// Returns when the kernel has taken the bytes.
    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get() }

    /// Does not wait for anything.
    func sendSoon(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }

    /// Sends, and waits for one frame.
    func ask(_ bytes: [UInt8]) async throws -> ServerFrame? {
        try await send(bytes)
        return await next()
    }

    /// The next frame of the server's; nil: the connection is closed.
    func next() async -> ServerFrame? {
        await withTaskCancellationHandler {
            await arrivals.next()
        } onCancel: {
            arrivals.end()
        }
    }

    /// So many frames; fewer: the connection is closed.
    func next(_ count: Int) async -> [ServerFrame] {
        var frames: [ServerFrame] = []
        while frames.count < count, let frame = await next() { frames.append(frame) }
        return frames
    }

    /// All frames until the server closes.
    func rest() async -> [ServerFrame] { await next(.max) }

    /// From here on it takes whatever comes.
    func takeAll() async throws { try await channel.setOption(.autoRead, value: true).get() }

    var isOpen: Bool { !arrivals.isEnded }

    func close() async { try? await channel.close().get() }
}

/// A frame that a server has sent.
struct ServerFrame: Hashable, Sendable {
    var header: FrameHeader
    var body: [UInt8]

    var opcode: Opcode? { Opcode(rawValue: header.opcode) }
    var id: UInt64 { header.requestID }

    func read<Value>(_ expected: Opcode, _ read: (inout ByteReader) throws -> Value) -> Value? {
        guard opcode == expected else { return nil }
        var reader = ByteReader(body.span.rawBytes)
        guard let value = try? read(&reader), reader.isAtEnd else { return nil }
        return value
    }

    private func behindSequence<Value: BytesCodable>(_ expected: Opcode, _ type: Value.Type = Value.self) -> Value? {
        read(expected) { reader in
            _ = try reader.skip(8)
            return try Value(from: &reader)
        }
    }

    var sequence: SequenceNumber? {
        var reader = ByteReader(body.span.rawBytes)
        return try? reader.read(UInt64.self)
    }
    var error: WireError? { behindSequence(.error) }
    var answer: Answer? { read(.answer) { reader in try Answer(from: &reader) } }
    var result: QueryResult? { behindSequence(.result) }
    var welcome: Welcome? { read(.welcome) { reader in try Welcome(from: &reader) } }
    var goodbye: Goodbye? {
        read(.goodbye) { reader in
            _ = try reader.skip(8)
            return Goodbye(rawValue: try reader.read())
        } ?? nil
    }

    /// Of an `answers` frame: each entry as if it were a frame of its own.
    var entries: [ServerFrame]? {
        read(.answers) { reader in
            _ = try reader.skip(8)
            var entries: [ServerFrame] = []
            for _ in 0..<(try reader.read(UInt32.self)) {
                let entry = try BatchEntry(from: &reader)
                var header = self.header
                header.opcode = entry.opcode
                entries.append(ServerFrame(header: header, body: Array(body[entry.body])))
            }
            return entries
        }
    }

    /// Of an `events` frame.
    var events: (next: FeedPosition, events: [FeedEvent])? {
        read(.events) { reader in
            _ = try reader.skip(8)
            let next = try FeedPosition(from: &reader)
            var events: [FeedEvent] = []
            for _ in 0..<(try reader.read(UInt32.self)) { events.append(try FeedEvent(from: &reader)) }
            return (next, events)
        }
    }
}

/// What has come, for one task that waits for it.
private final class Arrivals: Sendable {
    private struct State {
        var frames: [ServerFrame] = []
        var taken = 0
        var waiter: CheckedContinuation<ServerFrame?, Never>?
        var isEnded = false

        mutating func pop() -> ServerFrame? {
            guard taken < frames.count else { return nil }
            defer {
                taken += 1
                if taken == frames.count { (frames, taken) = ([], 0) }
            }
            return frames[taken]
        }
    }

    private let state = Mutex(State())

    var isEnded: Bool { state.withLock { $0.isEnded } }

    func add(_ frame: ServerFrame) {
        let waiter = state.withLock { state -> CheckedContinuation<ServerFrame?, Never>? in
            guard let waiter = state.waiter else {
                state.frames.append(frame)
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume(returning: frame)
    }

    func end() {
        let waiter = state.withLock { state in
            state.isEnded = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: nil)
    }

    func next() async -> ServerFrame? {
        await withCheckedContinuation { continuation in
            let (frame, isEnded) = state.withLock { state in
                let frame = state.pop()
                if frame == nil, !state.isEnded { state.waiter = continuation }
                return (frame, state.isEnded)
            }
            if frame != nil || isEnded { continuation.resume(returning: frame) }
        }
    }
}

/// Tells the frames apart.
private final class FrameCollector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let arrivals: Arrivals
    private var received = ByteBuffer()

    init(_ arrivals: Arrivals) { self.arrivals = arrivals }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        while case .frame(let header, let body) = NextFrame(in: received.readableBytesSpan, lengthMax: .max) {
            let start = received.readerIndex + body.lowerBound
            arrivals.add(
                ServerFrame(header: header, body: received.getBytes(at: start, length: body.count) ?? []))
            received.moveReaderIndex(forwardBy: body.upperBound)
        }
        received.discardReadBytes()
    }

    func channelInactive(context: ChannelHandlerContext) { arrivals.end() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
