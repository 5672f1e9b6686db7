public import StockAPI
import StockBytes
public import StockModel
import StockProtocol

/// The feed as the server pushes it: pages of events in order, without a gap and without a repeat.
///
/// The server sends no more than has been asked for, so who reads slowly is not flooded. Where a connection breaks, it goes
/// on behind the last event that was handed out. It ends behind a page that says that what was asked for is no longer
/// kept, or that the store was restored since.
public struct FeedSubscription: AsyncSequence, Sendable {
    private let pool: ConnectionPool
    private let options: ClientOptions
    private let position: FeedPosition

    init(_ pool: ConnectionPool, _ options: ClientOptions, after position: FeedPosition) {
        self.pool = pool
        self.options = options
        self.position = position
    }

    /// Begins to read; the subscription begins with the first page.
    public func makeAsyncIterator() -> Iterator { Iterator(pool, options, position) }

    /// Reads page after page.
    public struct Iterator: AsyncIteratorProtocol {
        private let pool: ConnectionPool
        private let options: ClientOptions
        private var position: FeedPosition
        private var frames: SubscribedFrames?
        private var isOver = false

        /// Events that may be on their way at once.
        static let credit: UInt32 = 2_048

        init(_ pool: ConnectionPool, _ options: ClientOptions, _ position: FeedPosition) {
            self.pool = pool
            self.options = options
            self.position = position
        }

        /// The next page; nil when there will be none, or the task was cancelled.
        ///
        /// The first one may have no events: it confirms the position. Throws when the server cannot be reached for as long
        /// as the options say.
        public mutating func next() async throws(StockFailure) -> FeedPage? {
            var backoff = Backoff(options)
            while !isOver, !Task.isCancelled {
                do throws(StockFailure) {
                    let frames = try await subscribed()
                    guard let reply = try await frames.next() else { return nil }
                    return try page(reply, frames)
                } catch {
                    frames = nil
                    // A server that shuts down may be another one in a moment.
                    guard error.isWorthAnotherAttempt || (error == .closed && !pool.isClosed),
                        let pause = backoff.pause()
                    else { throw error }
                    do { try await Task.sleep(for: pause) } catch { return nil }
                }
            }
            return nil
        }

        private mutating func subscribed() async throws(StockFailure) -> SubscribedFrames {
            if let frames { return frames }
            let connection = try await pool.connection()
            let frames = try SubscribedFrames(connection, after: position, credit: Self.credit)
            self.frames = frames
            return frames
        }

        private mutating func page(_ reply: Reply, _ frames: SubscribedFrames) throws(StockFailure) -> FeedPage {
            if reply.opcode == .error {
                switch try reply.read(
                    .error,
                    { reader throws(BytesError) in
                        _ = try reader.read(UInt64.self)
                        return try WireError(from: &reader)
                    })
                {
                case .feedTrimmed(let oldest):
                    isOver = true
                    return .trimmed(oldest: oldest)
                case .otherIncarnation(let current):
                    isOver = true
                    return .otherIncarnation(current: current)
                default: throw reply.failure
                }
            }
            let (events, next) = try reply.read(.events) { reader throws(BytesError) in
                _ = try reader.read(UInt64.self)
                let next = try FeedPosition(from: &reader)
                var events: [FeedEvent] = []
                for _ in 0..<(try reader.read(UInt32.self)) { events.append(try FeedEvent(from: &reader)) }
                return (events, next)
            }
            position = next
            if !events.isEmpty { frames.give(credit: UInt32(events.count)) }
            return .events(events, next: next)
        }
    }
}

extension StockFailure {
    fileprivate var isWorthAnotherAttempt: Bool {
        switch self {
        case .connectionFailed, .busy: true
        default: false
        }
    }
}

/// The frames of one subscription on one connection, until the connection or the subscription ends.
final class SubscribedFrames: Sendable {
    private let connection: ClientConnection
    private let id: UInt64
    private let arrived: AsyncStream<ClientConnection.Answer>

    init(_ connection: ClientConnection, after position: FeedPosition, credit: UInt32) throws(StockFailure) {
        self.connection = connection
        let (stream, continuation) = AsyncStream<ClientConnection.Answer>.makeStream()
        arrived = stream
        id = try connection.open(.subscribe) { writer in
            position.encode(into: &writer)
            writer.append(credit)
        } each: { answer in
            continuation.yield(answer)
        }
    }

    /// The frames of a backup.
    init(backupOn connection: ClientConnection, credit: UInt32) throws(StockFailure) {
        self.connection = connection
        let (stream, continuation) = AsyncStream<ClientConnection.Answer>.makeStream()
        arrived = stream
        id = try connection.open(.backup) { writer in
            writer.append(credit)
        } each: { answer in
            continuation.yield(answer)
        }
    }

    deinit { connection.tell(.unsubscribe, id) { _ in } }

    /// The next frame; nil when the task was cancelled.
    func next() async throws(StockFailure) -> Reply? {
        for await answer in arrived { return try answer.get() }
        return nil
    }

    func give(credit: UInt32) { connection.tell(.credit, id) { $0.append(credit) } }
}
