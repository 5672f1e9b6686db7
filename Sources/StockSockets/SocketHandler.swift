/// Whom a socket tells what happens.
///
/// Everything is called on the thread of the loop.
public protocol SocketHandler: AnyObject {
    /// Bytes have come; they are gone after the call.
    func received(_ bytes: RawSpan)
    /// The peer sends no more.
    func inputEnded()
    /// The peer takes again what is sent, or does so no more.
    func writabilityChanged()
    /// The socket is closed; nothing is called any more.
    func ended()
}
