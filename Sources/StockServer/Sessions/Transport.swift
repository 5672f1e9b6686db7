/// What a session needs of a socket: bytes in, bytes out, and nothing else.
///
/// Bytes that come are handed to `Session.received`. Everything is called on the thread of the server's loop.
protocol Transport: AnyObject {
    /// Queues the bytes behind those before, and sends what the peer takes.
    func send(_ bytes: RawSpan)
    /// Whether the peer takes what is sent; when it does again, `Session.writabilityChanged` is called.
    var isWritable: Bool { get }
    /// Reads no more until it is told to.
    func setReading(_ isReading: Bool)
    /// How many bytes of what was sent the peer has not taken.
    var unsentBytes: Int { get }
    /// Sends no more, and closes when the peer has taken all that was sent and has closed its end.
    func close()
    /// Closes at once.
    func cut()
}
