/// One request to change the stock: who asks, under which id, and what for.
public struct Command: Hashable, Sendable {
    /// The name under which the answer is remembered. `reserve` and `sell` carry their own id and leave this out.
    public var request: RequestID?
    /// When the client made the request. A request older than the window for retries is refused as `tooOld`,
    /// so that none is executed twice; a retry repeats the time of the first attempt.
    public var issuedAt: Instant
    public var principal: PrincipalID
    /// For a till that works offline: its own number and counter, whose mark never expires.
    public var device: DeviceMark?
    public var operation: Operation

    public init(
        request: RequestID? = nil, issuedAt: Instant, principal: PrincipalID, device: DeviceMark? = nil,
        operation: Operation
    ) {
        self.request = request
        self.issuedAt = issuedAt
        self.principal = principal
        self.device = device
        self.operation = operation
    }
}

/// The place of a request in the queue of one device. Counters only grow.
public struct DeviceMark: Hashable, Sendable {
    public var device: UInt32
    public var counter: UInt64

    public init(device: UInt32, counter: UInt64) {
        self.device = device
        self.counter = counter
    }
}

/// What can be asked of the stock. Each is one transaction: it happens whole, or not at all.
public enum Operation: Hashable, Sendable {
    case define([Definition])
    case reserve(Reserve)
    case extend(Extend)
    case commit(Commit)
    case release(Release)
    case fulfil(Fulfil)
    case `return`(ReturnGoods)
    case sell(Sell)
    case move(Move)
    case adjust(Adjust)
    case count(Count)
    case reverse(Reverse)
    case putDocument(DocumentWrite)
    case deleteDocument(DocumentKey)
    case transaction(Transaction)
}

/// The greatest sizes of a request; more is refused as `limit`.
public enum CommandLimits {
    public static let linesMax = 100
    public static let moveLinesMax = 1_000
    public static let definitionsMax = 1_000
    public static let preconditionsMax = 256
    public static let operationsMax = 256
    public static let termsMax = 64
    public static let documentBytesMax = 65_536
    public static let codeBytesMax = 255
    public static let channelSitesMax = 1_024
    /// A client's clock may be ahead of the engine's by a day; what claims to be later is refused as `malformed`.
    public static let issuedAheadMillisecondsMax: Int64 = 86_400_000
}
