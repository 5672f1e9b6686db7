import StockProtocol

/// When a connection last did what it has to do in time; monotonic nanoseconds.
struct SessionTimes {
    private let openedAt: UInt64
    private var receivedAt: UInt64
    /// When the frame began that has not come whole.
    private var frameBeganAt: UInt64?
    /// When the client stopped taking its answers.
    var stalledAt: UInt64?

    init(openedAt: UInt64) {
        self.openedAt = openedAt
        receivedAt = openedAt
    }

    mutating func received(at now: UInt64) { receivedAt = now }

    /// A frame has come whole: what has come of the next one has time of its own.
    mutating func frameIsWhole() { frameBeganAt = nil }

    mutating func frame(isIncomplete: Bool, at now: UInt64) {
        frameBeganAt = isIncomplete ? frameBeganAt ?? now : nil
    }

    /// What the client is late with, or nil.
    func lateness(at now: UInt64, _ limits: ProtocolLimits, isGreeted: Bool) -> Goodbye? {
        func isOver(_ since: UInt64, _ milliseconds: UInt32) -> Bool {
            now >= since && (now - since) / 1_000_000 >= UInt64(milliseconds)
        }
        if let stalledAt { return isOver(stalledAt, limits.stallMilliseconds) ? .stalled : nil }
        if !isGreeted, isOver(openedAt, limits.frameMilliseconds) { return .incomplete }
        if let frameBeganAt, isOver(frameBeganAt, limits.frameMilliseconds) { return .incomplete }
        return isOver(receivedAt, limits.idleMilliseconds) ? .idle : nil
    }
}
