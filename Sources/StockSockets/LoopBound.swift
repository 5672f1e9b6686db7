/// A value that is used on the thread of a loop only, though others hold it.
///
/// Unchecked, because who uses the value elsewhere is found out when it happens.
public struct LoopBound<Value>: @unchecked Sendable {
    private let bound: Value
    private let loop: SocketLoop

    /// Holds a value that belongs to the loop's thread.
    public init(_ value: Value, on loop: SocketLoop) {
        bound = value
        self.loop = loop
    }

    /// The value; on another thread than the loop's the program ends.
    public var value: Value {
        precondition(loop.isCurrent, "used on another thread than its own")
        return bound
    }
}
