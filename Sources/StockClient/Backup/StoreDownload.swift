public import StockAPI
import StockBytes
import StockProtocol

/// The store's file as a server sends it for a backup: pieces in order, each asked for when the ones before are taken.
public struct StoreDownload: AsyncSequence, Sendable {
    /// A piece of the file.
    public typealias Element = [UInt8]

    private let pool: ConnectionPool

    init(_ pool: ConnectionPool) { self.pool = pool }

    /// Begins to read; the server writes a checkpoint, and then begins to send.
    public func makeAsyncIterator() -> Iterator { Iterator(pool) }

    /// Reads piece after piece.
    public struct Iterator: AsyncIteratorProtocol {
        /// Pieces that may be on their way at once.
        static let credit: UInt32 = 8

        private let pool: ConnectionPool
        private var frames: SubscribedFrames?
        private var sum = RunningChecksum()
        private var isOver = false
        private var isFirst = true

        init(_ pool: ConnectionPool) { self.pool = pool }

        /// The next piece; nil when all of them have come, and are those that the server has sent.
        ///
        /// - Throws: `connectionFailed` where the connection ends, `busy` where another backup is being made,
        ///   `timeLimitPassed` where pieces were not taken for too long, `damaged`, what a checkpoint throws; `cancelled`.
        ///   Then what has come is of no use.
        public mutating func next() async throws(StockFailure) -> [UInt8]? {
            if isOver { return nil }
            let frames = try await begun()
            if isFirst { isFirst = false } else { frames.give(credit: 1) }
            guard let reply = try await frames.next() else { throw .cancelled }
            if reply.opcode == .backedUp {
                let (byteCount, checksum) = try reply.read(.backedUp) { reader throws(BytesError) in
                    _ = try reader.read(UInt64.self)
                    return (try reader.read(UInt64.self), try reader.read(UInt64.self))
                }
                isOver = true
                self.frames = nil
                guard byteCount == sum.byteCount, checksum == sum.value else {
                    throw .damaged("what has come of the store's file is not what the server has sent")
                }
                return nil
            }
            let already = sum.byteCount
            let bytes = try reply.read(.chunk) { reader throws(BytesError) in
                _ = try reader.read(UInt64.self)
                guard try reader.read(UInt64.self) == already else { throw BytesError(offset: 8) }
                return try reader.readBytes(reader.remaining)
            }
            sum.add(bytes)
            return bytes
        }

        private mutating func begun() async throws(StockFailure) -> SubscribedFrames {
            if let frames { return frames }
            let frames = try SubscribedFrames(backupOn: try await pool.connection(), credit: Self.credit)
            self.frames = frames
            return frames
        }
    }
}
