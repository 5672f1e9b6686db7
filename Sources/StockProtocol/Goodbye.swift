/// Why the server closes a connection that has done nothing wrong: the byte after the sequence in a goodbye.
public enum Goodbye: UInt8, Sendable, CaseIterable {
    /// The server stops; what it had taken is answered before this frame.
    case shuttingDown = 1
    /// Nothing has come for longer than the welcome allows.
    case idle = 2
    /// The client has not taken its answers for longer than the welcome allows.
    case stalled = 3
    /// A hello, or the rest of a frame, has not come in time.
    case incomplete = 4
}
