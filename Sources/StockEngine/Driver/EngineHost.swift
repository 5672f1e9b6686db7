/// A thread of somebody else's on which an engine runs, such as the event loop of a server.
///
/// There the engine is called after the requests of a turn of the loop have been read, and its answers are there in the
/// same turn: no other thread has to wake. The price is that the loop stands still while the disk flushes.
public protocol EngineHost: Sendable {
    /// Calls `turn` on the thread soon, after what it is doing now.
    func callSoon(_ turn: @escaping @Sendable () -> Void)
    /// Calls `turn` on the thread after a while.
    func call(afterMilliseconds milliseconds: Int, _ turn: @escaping @Sendable () -> Void)
}
