import NIOCore
import NIOPosix
import StockBytes
import StockModel
import StockProtocol

/// A server that says what a test wants, whatever is right.
final class OtherServer: Sendable {
    private let listener: any Channel

    private init(_ listener: any Channel) { self.listener = listener }

    var port: Int { listener.localAddress?.port ?? 0 }

    /// Sends for each frame of a client's what it is answered with; for nil it closes the connection.
    static func start(_ answer: @escaping @Sendable (FrameHeader) -> [UInt8]?) async throws -> OtherServer {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answering(answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return OtherServer(listener)
    }

    func stop() async { try? await listener.close().get() }

    /// A welcome as it should be.
    static func welcome(_ id: UInt64) -> [UInt8] {
        let welcome = Welcome(
            sequence: 3, incarnation: 1, time: .epoch, limits: ProtocolLimits(), serverName: "other")
        return Wire.frame(.welcome, id) { welcome.encode(into: &$0) }
    }

    static func pong(_ id: UInt64) -> [UInt8] { Wire.frame(.pong, id) { $0.append(zeros: 16) } }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let answer: @Sendable (FrameHeader) -> [UInt8]?
        private var received = ByteBuffer()

        init(_ answer: @escaping @Sendable (FrameHeader) -> [UInt8]?) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = unwrapInboundIn(data)
            received.writeBuffer(&bytes)
            while case .frame(let header, let body) = NextFrame(in: received.readableBytesSpan, lengthMax: .max) {
                received.moveReaderIndex(forwardBy: body.upperBound)
                guard let answer = answer(header) else { return context.close(promise: nil) }
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
            }
        }
    }
}
