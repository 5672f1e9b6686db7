public import StockBytes
public import StockModel

/// What a server takes from one connection; it says so in its welcome, nine numbers of four bytes each, in this order.
public struct ProtocolLimits: Hashable, Sendable {
    /// Bytes of a frame from the client; more: `frameTooLong`, and the connection closes.
    public var requestBytesMax: UInt32 = 2 << 20
    /// Bytes of a frame from the server; an answer that would be longer: `resultTooLong`.
    public var resultBytesMax: UInt32 = 32 << 20
    /// Requests without an answer on one connection, those in batches counted each; more: `tooManyInFlight`.
    public var inFlightMax: UInt32 = 16_384
    /// Requests in one batch; more: `batchTooLong`.
    public var batchMax: UInt32 = 8_192
    /// Subscriptions of one connection; more: `tooManySubscriptions`.
    public var subscriptionsMax: UInt32 = 8
    /// Credit of one subscription, in events; more: `tooMuchCredit`.
    public var creditMax: UInt32 = 65_536
    /// Milliseconds after which a connection on which nothing has come is closed.
    ///
    /// A client that has nothing to say pings sooner.
    public var idleMilliseconds: UInt32 = 300_000
    /// Milliseconds within which a hello, or the rest of a frame that has begun, has to come.
    public var frameMilliseconds: UInt32 = 15_000
    /// Milliseconds within which the client has to take something of what waits for it.
    public var stallMilliseconds: UInt32 = 30_000

    /// The defaults.
    public init() {}
}

extension ProtocolLimits: BytesCodable {
    /// Appends its bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.append(requestBytesMax)
        writer.append(resultBytesMax)
        writer.append(inFlightMax)
        writer.append(batchMax)
        writer.append(subscriptionsMax)
        writer.append(creditMax)
        writer.append(idleMilliseconds)
        writer.append(frameMilliseconds)
        writer.append(stallMilliseconds)
    }

    /// Reads what `encode` appended.
    public init(from reader: inout ByteReader) throws(BytesError) {
        self.init()
        requestBytesMax = try reader.read()
        resultBytesMax = try reader.read()
        inFlightMax = try reader.read()
        batchMax = try reader.read()
        subscriptionsMax = try reader.read()
        creditMax = try reader.read()
        idleMilliseconds = try reader.read()
        frameMilliseconds = try reader.read()
        stallMilliseconds = try reader.read()
    }
}
