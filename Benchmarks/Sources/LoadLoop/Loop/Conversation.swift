/// A peer's protocol on one connection: how a request is written, and where an answer ends.
public protocol Conversation: AnyObject {
    /// What has to be said before the first request: a greeting, statements to prepare.
    func open(_ socket: Socket) throws

    /// Appends the next request.
    ///
    /// - Parameter place: below the number of requests in flight; free until it is answered.
    func append(place: Int, from source: inout ReservationSource, to bytes: inout [UInt8])

    /// The answer that the bytes begin with; nil while it has not come in full.
    ///
    /// Throws when the peer answers with an error, or with what makes no sense.
    func nextAnswer(in bytes: UnsafeRawBufferPointer) throws -> Answer?
}

/// One answer on a connection.
public struct Answer: Equatable, Sendable {
    /// Bytes.
    public var length: Int
    /// Which request it answers; nil where answers come in the order of requests.
    public var place: Int?
    /// How many reservations were granted; more than one in a batch.
    public var granted: Int
    public var refused: Int

    public init(length: Int, place: Int? = nil, granted: Int, refused: Int) {
        self.length = length
        self.place = place
        self.granted = granted
        self.refused = refused
    }
}
