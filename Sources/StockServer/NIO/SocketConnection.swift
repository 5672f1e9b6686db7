import NIOCore

/// A socket of SwiftNIO as a session sees it.
final class SocketConnection: ChannelInboundHandler, Transport {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: ServerCore
    private var session: Session?
    private var context: ChannelHandlerContext?
    /// Used again for each write: free by the next one, unless the peer is slow.
    private var outgoing = ByteBuffer()
    /// It closes when what waits has been taken.
    private var isClosing = false
    /// The peer sends no more.
    private var peerHasEnded = false

    init(_ server: ServerCore) { self.server = server }

    // MARK: What the socket says

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        session = server.open(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What comes after the end is read and thrown away: bytes that nobody has read would have the kernel reset the
        // connection, and the peer lose answers that are on their way.
        guard !isClosing else { return }
        let bytes = unwrapInboundIn(data)
        session?.received(bytes.readableBytesSpan)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed? = event as? ChannelEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        peerHasEnded = true
        if isClosing { closeWhenSent(context) } else { session?.inputEnded() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) { session?.writabilityChanged() }

    func channelInactive(context: ChannelHandlerContext) { end() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The peer has reset the connection, or the like: nobody is there to be told.
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
        if let session { server.ended(session) }
        session = nil
        context = nil
    }

    // MARK: What the session says

    var isWritable: Bool { context?.channel.isWritable ?? true }

    func send(_ bytes: RawSpan) {
        guard let context else { return }
        outgoing.clear(minimumCapacity: bytes.byteCount)
        outgoing.writeBytes(bytes)
        context.writeAndFlush(wrapOutboundOut(outgoing), promise: nil)
        // A large answer is rare, and there are many connections.
        if outgoing.capacity > 1 << 18 { outgoing = ByteBuffer() }
    }

    func setReading(_ isReading: Bool) {
        try? context?.channel.syncOptions?.setOption(.autoRead, value: isReading)
    }

    var unsentBytes: Int { (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    func close() {
        guard let context, !isClosing else { return }
        isClosing = true
        if peerHasEnded { return closeWhenSent(context) }
        let channel = context.channel
        // The peer's end is waited for, as long as it may take to read its answers.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
            channel.close(mode: .output, promise: nil)
            channel.setOption(.autoRead, value: true).whenFailure { _ in channel.close(promise: nil) }
        }
    }

    /// Closes behind all that waits.
    private func closeWhenSent(_ context: ChannelHandlerContext) {
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in channel.close(promise: nil) }
    }

    func cut() { context?.close(promise: nil) }
}
