/// What a frame is; the number stands in its header and is never reused.
public enum Opcode: UInt8, Sendable, CaseIterable {
    /// Client: the first frame of a connection.
    case hello = 1
    /// Server: the answer to a hello.
    case welcome = 2
    /// Client: are you there?
    case ping = 3
    /// Server: the answer to a ping.
    case pong = 4
    /// Server: the last frame before it closes the connection for a reason of its own.
    case goodbye = 5
    /// Server: the answer to any request that could not be done, or the reason why the connection closes.
    case error = 6

    /// Client: one command.
    case command = 16
    /// Server: what became of a command.
    case answer = 17
    /// Client: independent commands and queries, each with an answer of its own.
    case batch = 18
    /// Server: the answers of a batch, in its order.
    case answers = 19
    /// Client: one question.
    case query = 20
    /// Server: what a question is answered with.
    case result = 21

    /// Client: the feed from a position on, pushed as far as the credit goes.
    case subscribe = 24
    /// Server: events of a subscription.
    case events = 25
    /// Client: a subscription may push so many events more.
    case credit = 26
    /// Client: no more events.
    case unsubscribe = 27
    /// Server: the last frame of a subscription that the client has ended.
    case ended = 28

    /// Client: the last checkpoint, written now, as the bytes of a file, as far as the credit goes.
    case backup = 32
    /// Server: the next bytes of that file.
    case chunk = 33
    /// Server: the last frame of a backup, with what the file has to come to.
    case backedUp = 34
}
