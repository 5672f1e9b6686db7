public import StockAPI
public import StockModel

/// A stock in a folder of this machine, opened by this process.
///
/// - **Durable answers.** A call returns when its answer survives a power cut: flushed to the journal.
/// - **One opener.** A second one, in this process or another, is refused.
/// - **Any number of tasks** may call at once; what waits together is flushed together.
///
/// Close it with `close()`: a store that is only let go of stays valid, and replays its journal at the next opening.
public final class Stockroom: StockQueries {
    private let driver: any EngineDriver
    let inbox: Inbox

    init(_ driver: any EngineDriver) {
        self.driver = driver
        inbox = driver.inbox
    }

    deinit { try? letGo() }

    /// Opens the store in a folder, making a new one where there is none, and replays what the last run left in the
    /// journal.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - options: how it is opened.
    ///   - host: the thread that the engine shares; nil: it has one of its own.
    /// - Returns: the open store.
    /// - Throws: `cannotOpen` (open elsewhere, made by a newer program, on a network file system, after a long
    ///   downtime), `damaged` (with the place), `storageFailed`.
    public static func open(
        at path: String, options: StockroomOptions = .init(), on host: (any EngineHost)? = nil
    ) async throws(StockFailure) -> Stockroom {
        let opened: Result<any EngineDriver, StockFailure> = await withCheckedContinuation { continuation in
            if let host {
                HostedEngine.start(path, options, on: host) { continuation.resume(returning: $0.map { $0 }) }
            } else {
                EngineThread.start(path, options) { continuation.resume(returning: $0.map { $0 }) }
            }
        }
        return Stockroom(try opened.get())
    }

    /// Writes a checkpoint, seals the journal and gives the folder free.
    ///
    /// Calls after it throw `closed`.
    ///
    /// - Throws: what a checkpoint throws. The store is closed all the same, and nothing acknowledged is lost: the next
    ///   opening replays the journal.
    public func close() async throws(StockFailure) {
        var failed: StockFailure?
        do throws(StockFailure) { try await checkpoint() } catch { failed = error }
        try? letGo()
        await driver.finished.wait()
        if let failed, failed != .closed { throw failed }
    }

    /// Returns when LMDB's file holds everything acknowledged so far.
    ///
    /// - Throws: `refused(storageFull)` when there is no room for it; it is tried again, and the journal holds everything
    ///   meanwhile. `storageFailed`, `closed`.
    public func checkpoint() async throws(StockFailure) {
        let result: Result<Void, StockFailure> = await withCheckedContinuation { continuation in
            do throws(StockFailure) {
                try checkpoint { failure in
                    continuation.resume(returning: failure.map { .failure($0) } ?? .success(()))
                }
            } catch { continuation.resume(returning: .failure(error)) }
        }
        try result.get()
    }

    /// How long the store remembers what is over.
    ///
    /// - Throws: `closed`.
    public func retention() async throws(StockFailure) -> Retention {
        let inbox = inbox
        let result: Result<Retention, StockFailure> = await withCheckedContinuation { continuation in
            do throws(StockFailure) {
                try inbox.ask { core in continuation.resume(returning: .success(core.machine.retention)) }
            } catch { continuation.resume(returning: .failure(error)) }
        }
        return try result.get()
    }

    /// See `StockService`.
    public func submit(_ command: Command) async throws(StockFailure) -> Answer {
        let (batch, range) = try await answers { commands in commands.append(command) }
        return try batch.answer(range.lowerBound)
    }

    /// See `StockService`.
    public func submit(_ commands: [Command]) async throws(StockFailure) -> [Answer] {
        guard !commands.isEmpty else { return [] }
        let (batch, range) = try await answers { encoded in
            for command in commands { encoded.append(command) }
        }
        var answers: [Answer] = []
        answers.reserveCapacity(range.count)
        for index in range { answers.append(try batch.answer(index)) }
        return answers
    }

    /// The commands live only until the engine has taken them over, before the caller is suspended.
    private func answers(
        to fill: (inout EncodedRequests) -> Void
    ) async throws(StockFailure) -> (batch: AnswerBatch, range: Range<Int>) {
        let result: SubmissionResult = await withCheckedContinuation { continuation in
            var commands = EncodedRequests()
            fill(&commands)
            do throws(StockFailure) {
                try inbox.submit(commands) { continuation.resume(returning: $0) }
            } catch { continuation.resume(returning: .failure(error)) }
        }
        return try result.get()
    }

    /// Hands encoded requests to the engine; the completion is called on the engine's thread when what they say is
    /// durable, and must not block it.
    ///
    /// For drivers; throws `busy` and `closed`.
    public func submit(
        _ requests: borrowing EncodedRequests, completion: @escaping @Sendable (SubmissionResult) -> Void
    ) throws(StockFailure) {
        try inbox.submit(requests, completion: completion)
    }

    /// Tells, on the engine's thread, each time the sequence has grown durably, whoever asked for it; nil: nobody is told.
    ///
    /// One is told at a time, the last who asked.
    public func onProgress(_ tell: (@Sendable (SequenceNumber) -> Void)?) throws(StockFailure) {
        try inbox.ask { core in core.progress = tell }
    }

    /// Asks something of the engine between two batches, after what it has seen is durable.
    func ask<Value: Sendable>(
        _ question: @escaping @Sendable (inout EngineCore) throws(StockFailure) -> Value
    ) async throws(StockFailure) -> Value {
        let result: Result<Value, StockFailure> = await withCheckedContinuation { continuation in
            do throws(StockFailure) {
                try inbox.ask { core in
                    if let failure = core.failure { return continuation.resume(returning: .failure(failure)) }
                    do throws(StockFailure) {
                        continuation.resume(returning: .success(try question(&core)))
                    } catch { continuation.resume(returning: .failure(error)) }
                }
            } catch { continuation.resume(returning: .failure(error)) }
        }
        return try result.get()
    }
}
