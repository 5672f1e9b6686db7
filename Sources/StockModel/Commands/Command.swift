/// One request to change the stock: who asks, under which id, and what for.
public struct Command: Hashable, Sendable {
    /// The name under which the answer is remembered.
    ///
    /// `reserve` and `sell` carry their own id and leave this out.
    public var request: RequestID?
    /// When the client made the request.
    ///
    /// A request older than the window for retries is refused as `tooOld`, so that none is executed twice; a retry
    /// repeats the time of the first attempt.
    public var issuedAt: Instant
    /// Who asked.
    public var principal: PrincipalID
    /// For a till that works offline: its own number and counter, whose mark never expires.
    public var device: DeviceMark?
    /// What is asked for.
    public var operation: Operation

    /// Made of its parts.
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

/// The place of a request in the queue of one device.
///
/// Counters only grow.
public struct DeviceMark: Hashable, Sendable {
    /// Which device.
    public var device: UInt32
    /// Its counter: it only grows.
    public var counter: UInt64

    /// Made of its parts.
    public init(device: UInt32, counter: UInt64) {
        self.device = device
        self.counter = counter
    }
}

/// What can be asked of the stock.
///
/// Each is one transaction: it happens whole, or not at all.
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
    case reSource(ReSource)
    case allocate(Allocate)
}

/// The greatest sizes of a request; more is refused as `limit`.
public enum CommandLimits {
    /// Lines of a request.
    public static let linesMax = 100
    /// Lines of a `move` or `count`.
    public static let moveLinesMax = 1_000
    /// Places that a reservation takes its units from, line by line.
    public static let allocationsMax = 4_096
    /// How deep kits may be nested.
    public static let kitDepthMax: UInt8 = 8
    /// SKUs that a kit comes to when it is taken apart.
    public static let kitComponentsMax = 100
    /// Definitions in one `define`.
    public static let definitionsMax = 1_000
    /// Preconditions of a transaction.
    public static let preconditionsMax = 256
    /// Operations of a transaction.
    public static let operationsMax = 256
    /// Terms of a document.
    public static let termsMax = 64
    /// Bytes of a document.
    public static let documentBytesMax = 65_536
    /// Bytes of a code.
    public static let codeBytesMax = 255
    /// Promises that one `move` serves.
    public static let servedMax = 4_096
    /// Promises that wait which one `move` looks at, whether they can be served or not.
    public static let waitingSeenMax = 20_000
    /// Thresholds of one SKU.
    public static let thresholdsOfSKUMax = 256
    /// Channels with a policy for one SKU.
    public static let policiesOfSKUMax = 256
    /// Sites of a channel.
    public static let channelSitesMax = 1_024
    /// A client's clock may be ahead of the engine's by a day; what claims to be later is refused as `issuedInTheFuture`.
    public static let issuedAheadMillisecondsMax: Int64 = 86_400_000
}
