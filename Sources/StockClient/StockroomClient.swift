public import StockAPI
import StockBytes
public import StockModel
import StockProtocol
import Synchronization

/// A stock behind a server, with the same calls and the same answers as the embedded one.
///
/// - **Nobody is left unsure.** A request that has been sent is waited for, also by a task that is cancelled. Where a
///   connection breaks, what may be repeated is repeated under the same id until the answer is known; what cannot be, or not
///   in time, throws `connectionFailed`.
/// - **Together.** What many tasks ask at once leaves with one write.
/// - **As itself.** Each command is sent on a connection of the principal that it names.
///
/// Any number of tasks may use it at once.
public final class StockroomClient: StockQueries {
    /// How it was connected.
    public let options: ClientOptions
    private let pools: Pools
    private let extras: RequestExtras

    private init(_ options: ClientOptions, _ pools: Pools, _ extras: RequestExtras) {
        self.options = options
        self.pools = pools
        self.extras = extras
    }

    /// Connects, trying again for as long as the options say.
    ///
    /// - Throws: `connectionFailed` when no server answers, `cannotOpen` when it does not take this client.
    public static func connect(_ options: ClientOptions = .init()) async throws(StockFailure) -> StockroomClient {
        let client = StockroomClient(options, Pools(options), .init())
        _ = try await client.ping()
        return client
    }

    /// Connects to a server as a principal, with the default options.
    ///
    /// - Throws: as `connect(_:)`.
    public static func connect(
        host: String = "127.0.0.1", port: Int, principal: PrincipalID = 1
    ) async throws(StockFailure) -> StockroomClient {
        var options = ClientOptions()
        options.host = host
        options.port = port
        options.principal = principal
        return try await connect(options)
    }

    /// The same client, whose requests are dropped unexecuted by the server after a while, as `timeLimitPassed`.
    ///
    /// The time counts from when the server has read the request.
    public func withTimeLimit(milliseconds: UInt32) -> StockroomClient {
        StockroomClient(
            options, pools,
            RequestExtras(timeLimitMilliseconds: milliseconds, leastSequence: extras.leastSequence))
    }

    /// The same client, whose answers are not older than a sequence: where the store has not reached it,
    /// `sequenceNotReached` is thrown.
    public func notBefore(_ sequence: SequenceNumber) -> StockroomClient {
        StockroomClient(
            options, pools,
            RequestExtras(timeLimitMilliseconds: extras.timeLimitMilliseconds, leastSequence: sequence))
    }

    /// Ends all connections; what is in flight throws `closed`.
    public func close() async { await pools.close() }

    /// Asks whether the server is there; gives the last sequence it knows to be durable.
    public func ping() async throws(StockFailure) -> SequenceNumber {
        let reply = try await request(as: options.principal, repeats: .always) { connection throws(StockFailure) in
            try await connection.ask(.ping) { $0.append(UInt64(0)) }
        }
        return try reply.read(.pong) { reader throws(BytesError) in
            let sequence = try reader.read(UInt64.self)
            _ = try reader.read(UInt64.self)
            return sequence
        }
    }

    /// See `StockService`.
    public func submit(_ command: Command) async throws(StockFailure) -> Answer {
        let extras = extras
        let repeats: Repeats = command.isRepeatable ? .always : .whenNotDone
        let reply = try await request(as: command.principal, repeats: repeats) { connection throws(StockFailure) in
            try await connection.ask(.command, extras) { command.encode(into: &$0) }
        }
        return try reply.read(.answer) { reader throws(BytesError) in try Answer(from: &reader) }
    }

    /// See `StockService`.
    public func submit(_ commands: [Command]) async throws(StockFailure) -> [Answer] {
        var answers: [Answer] = []
        var rest = commands[...]
        while !rest.isEmpty {
            let limits = try await limits(of: rest[rest.startIndex].principal)
            let batch = CommandBatch(from: rest, limits)
            answers += try await submit(batch)
            rest = rest.dropFirst(batch.commands.count)
        }
        return answers
    }

    private func submit(_ batch: CommandBatch) async throws(StockFailure) -> [Answer] {
        let extras = extras
        var reply: Reply
        var backoff = Backoff(options)
        while true {
            reply = try await request(as: batch.principal, repeats: batch.repeats) { connection throws(StockFailure) in
                try await connection.ask(.batch, extras) { batch.encode(into: &$0) }
            }
            let answers = try batch.answers(reply)
            // One that was turned away comes to its turn with all the others, which have their answers already.
            guard let busy = answers.firstBusy, batch.repeats == .always, let pause = backoff.pause(atLeast: busy)
            else {
                return try await whole(answers, of: batch)
            }
            try await Self.sleep(pause)
        }
    }

    /// Asks again, alone, for answers that the frame had no room for: the commands were done.
    private func whole(_ answers: CommandBatch.Answers, of batch: CommandBatch) async throws(StockFailure) -> [Answer] {
        var all: [Answer] = []
        for (command, answer) in zip(batch.commands, answers.each) {
            if case .failure(.resultTooLong) = answer, command.isRepeatable {
                all.append(try await submit(command))
            } else {
                all.append(try answer.get())
            }
        }
        return all
    }

    /// See `StockQueries`.
    ///
    /// Availability of more than 65,535 SKUs is asked for in parts, each true at a sequence of its own.
    public func result(of query: Query) async throws(StockFailure) -> QueryResult {
        if let (first, rest) = query.split(at: Int(UInt16.max)) {
            return try await result(of: first).followed(by: try await result(of: rest))
        }
        let extras = extras
        let reply = try await request(as: options.principal, repeats: .always) { connection throws(StockFailure) in
            try await connection.ask(.query, extras) { query.encode(into: &$0) }
        }
        do throws(StockFailure) {
            return try reply.read(.result) { reader throws(BytesError) in
                _ = try reader.read(UInt64.self)
                return try QueryResult(from: &reader)
            }
        } catch {
            guard case .resultTooLong = error else { throw error }
            return try await resultInParts(of: query, tooLong: error)
        }
    }

    /// The feed after a position, pushed by the server as far as it is taken.
    ///
    /// It goes on by itself where a connection breaks.
    public func subscribe(after position: FeedPosition) -> FeedSubscription {
        FeedSubscription(pools.pool(of: options.principal), options, after: position)
    }

    /// The store's file at a checkpoint that is written now, for a backup, while the server goes on.
    ///
    /// It is not repeated where the connection breaks.
    public func download() -> StoreDownload { StoreDownload(pools.pool(of: options.principal)) }

    // MARK: Repeating

    /// When a request may be sent again.
    enum Repeats {
        /// It has one effect however often it is sent.
        case always
        /// Only where the server has said that nothing was done.
        case whenNotDone
    }

    /// Asks on a connection, again where that is safe, until it is answered or the time is over.
    private func request(
        as principal: PrincipalID, repeats: Repeats,
        _ ask: (ClientConnection) async throws(StockFailure) -> Reply
    ) async throws(StockFailure) -> Reply {
        if Task.isCancelled { throw .cancelled }
        let pool = pools.pool(of: principal)
        var backoff = Backoff(options)
        while true {
            var wasSent = false
            do throws(StockFailure) {
                let connection = try await pool.connection()
                wasSent = true
                let reply = try await ask(connection)
                guard reply.opcode == .error, case let failure = reply.failure, failure.saysNothingWasDone else {
                    return reply
                }
                wasSent = false
                throw failure
            } catch { try await pause(after: error, wasSent: wasSent, repeats, &backoff) }
        }
    }

    /// What the server takes from a connection of this principal.
    private func limits(of principal: PrincipalID) async throws(StockFailure) -> ProtocolLimits {
        if Task.isCancelled { throw .cancelled }
        let pool = pools.pool(of: principal)
        var backoff = Backoff(options)
        while true {
            do throws(StockFailure) {
                return try await pool.connection().welcome.limits
            } catch { try await pause(after: error, wasSent: false, .always, &backoff) }
        }
    }

    /// Waits, where another attempt is safe and of use; else throws the failure.
    private func pause(
        after failure: StockFailure, wasSent: Bool, _ repeats: Repeats, _ backoff: inout Backoff
    ) async throws(StockFailure) {
        guard failure != .closed || !pools.isClosed,
            let least = failure.pauseBeforeRepeat(wasSent: wasSent, repeats),
            let pause = backoff.pause(atLeast: least)
        else { throw failure }
        try await Self.sleep(pause, otherwise: wasSent ? failure : .cancelled)
    }

    /// Throws when the task is cancelled meanwhile.
    private static func sleep(_ pause: Duration, otherwise: StockFailure = .cancelled) async throws(StockFailure) {
        do { try await Task.sleep(for: pause) } catch { throw otherwise }
    }
}

extension StockFailure {
    /// The request did not reach its turn, and can be sent again as it is.
    fileprivate var saysNothingWasDone: Bool {
        switch self {
        case .busy, .closed: true
        default: false
        }
    }

    /// How long to wait at least before sending again, or nil where that is not safe or of no use.
    fileprivate func pauseBeforeRepeat(wasSent: Bool, _ repeats: StockroomClient.Repeats) -> Duration? {
        switch self {
        case .busy(let milliseconds): .milliseconds(milliseconds)
        // A server that shuts down may be another one in a moment.
        case .closed: wasSent ? nil : .zero
        case .connectionFailed: !wasSent || repeats == .always ? .zero : nil
        default: nil
        }
    }
}

extension Command {
    /// Sent again, it is recognised: it carries an id under which its answer is remembered.
    var isRepeatable: Bool {
        switch operation {
        case .reserve, .sell: true
        default: request != nil
        }
    }
}
