import Dispatch

/// What a server needs of the loop that it lives on.
struct ServerLoop {
    /// Has the loop call `submit` when it has read what has come.
    let submitSoon: () -> Void
    /// Lets go of the server where the loop and the engine keep it, when it has stopped.
    let forget: () -> Void
    /// Monotonic nanoseconds, of `DispatchTime`.
    var now: () -> UInt64 = { DispatchTime.now().uptimeNanoseconds }
}
