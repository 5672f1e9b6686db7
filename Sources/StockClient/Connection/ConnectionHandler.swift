import NIOCore
import StockAPI
import StockBytes
import StockProtocol

/// Tells the frames of a connection apart: the welcome first, then the answers.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let hello: Hello
    private let opened: EventLoopPromise<ClientConnection>
    private var connection: ClientConnection?
    private var received = ByteBuffer()
    /// The longest frame that a server sends.
    private var lengthMax = 64 << 20

    init(_ hello: Hello, _ opened: EventLoopPromise<ClientConnection>) {
        self.hello = hello
        self.opened = opened
    }

    func channelActive(context: ChannelHandlerContext) {
        var writer = ByteWriter()
        writer.append(frame: .hello, 0) { hello.encode(into: &$0) }
        context.writeAndFlush(NIOAny(ByteBuffer(bytes: writer.array)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if received.readableBytes == 0 { received = bytes } else { received.writeBuffer(&bytes) }
        while true {
            switch NextFrame(in: received.readableBytesSpan, lengthMax: lengthMax) {
            case .frame(let header, let body):
                handle(header, copy(body), context)
                received.moveReaderIndex(forwardBy: body.upperBound)
            case .incomplete:
                received.discardReadBytes()
                return
            case .broken: return fail(.damaged("the server sends what is no frame"), context)
            }
        }
    }

    private func copy(_ range: Range<Int>) -> [UInt8] {
        received.getBytes(at: received.readerIndex + range.lowerBound, length: range.count) ?? []
    }

    private func handle(_ header: FrameHeader, _ body: [UInt8], _ context: ChannelHandlerContext) {
        if let connection {
            guard header.version == connection.welcome.version, header.flags.isEmpty,
                let opcode = Opcode(rawValue: header.opcode)
            else { return fail(.damaged("the server sends a frame that nobody has agreed on"), context) }
            return connection.received(opcode, header.requestID, body)
        }
        do throws(StockFailure) {
            guard let opcode = Opcode(rawValue: header.opcode), opcode != .goodbye else {
                throw .connectionFailed("the server has ended the connection")
            }
            let welcome = try Reply(opcode: opcode, body: body).read(.welcome) { reader throws(BytesError) in
                try Welcome(from: &reader)
            }
            lengthMax = Int(welcome.limits.resultBytesMax) + FrameHeader.byteCount
            let connection = ClientConnection(context.channel, welcome)
            self.connection = connection
            opened.succeed(connection)
        } catch { fail(error, context) }
    }

    private func fail(_ failure: StockFailure, _ context: ChannelHandlerContext) {
        opened.fail(failure)
        connection?.ended(failure)
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(.connectionFailed("the connection broke: \(error)"), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.connectionFailed("the server has closed the connection"), context)
    }
}
