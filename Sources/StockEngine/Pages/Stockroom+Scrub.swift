import LMDB
public import StockAPI
public import StockModel

/// What reading the whole store came to, when nothing was wrong.
public struct ScrubReport: Hashable, Sendable {
    /// The checkpoint that was read.
    public var sequence: SequenceNumber = 0
    /// How many pages of LMDB's file were read.
    public var pagesRead: UInt64 = 0
    /// How many rows.
    public var rowsChecked: UInt64 = 0

    /// The defaults.
    public init() {}
}

extension Stockroom {
    /// Reads every page of the last checkpoint while the engine goes on, and ends the service where one is damaged.
    ///
    /// Finds what no read of a single row can find: that a row is missing, or is an older one. Done by itself once a day
    /// (`scrubEveryMilliseconds`), and at once when it is opened after an end without a close. It costs a pass over the
    /// file, and the pages of that checkpoint are not used again until it ends. Unlike `verify` it does not compare rows with one another, and needs next to no memory.
    ///
    /// - Returns: what was read.
    /// - Throws: `damaged`, with page and table: from then on everything is answered so, and the store is not opened
    ///   again before the file `damaged` in its folder is removed. `storageFailed`, `closed`.
    @discardableResult
    public func scrub() async throws(StockFailure) -> ScrubReport {
        let inbox = inbox
        let result: Result<ScrubReport, StockFailure> = await withCheckedContinuation { continuation in
            do throws(StockFailure) {
                try inbox.ask { core in
                    core.startScrub(bytesPerSecond: nil, inbox: inbox) { continuation.resume(returning: $0) }
                }
            } catch { continuation.resume(returning: .failure(error)) }
        }
        return try result.get()
    }
}

extension EngineCore {
    /// Begins the scrub that is due; on a simulated clock nothing happens by itself.
    mutating func scrubWhenDue(inbox: Inbox) {
        let interval = options.scrubEveryMilliseconds
        guard scrubsByItself, failure == nil, scrubs.begins(every: interval, atNanoseconds: clock.uptimeNanoseconds)
        else { return }
        startScrub(bytesPerSecond: options.scrubBytesPerSecond, inbox: inbox) { result in
            let isComplete = if case .success = result { true } else { false }
            try? inbox.ask { core in
                core.scrubs.ended(isComplete, every: interval, atNanoseconds: core.clock.uptimeNanoseconds)
            }
        }
    }

    var scrubsByItself: Bool { !clock.isSimulated && options.scrubEveryMilliseconds > 0 }

    /// Takes the newest checkpoint, and reads it elsewhere.
    mutating func startScrub(
        bytesPerSecond: Int?, inbox: Inbox,
        completion: @escaping @Sendable (Result<ScrubReport, StockFailure>) -> Void
    ) {
        let pages: CommittedPages
        do throws(StockFailure) {
            if let failure { throw failure }
            pages = try CommittedPages(of: environment, options.files)
        } catch {
            // Of the meta pages; anything else may be over soon, and says nothing about the store.
            if error.isDamage { end(with: error) }
            return completion(.failure(error))
        }
        let mark = mark
        scrubbing.start { [scrubbing] in
            let result = Result { () throws(StockFailure) in
                if scrubbing.isCancelled { throw .closed }
                var sum = RowSum()
                var report = ScrubReport()
                report.pagesRead = try pages.check(
                    bytesPerSecond: bytesPerSecond, isCancelled: { scrubbing.isCancelled }
                ) { table, key, row throws(StockFailure) in try sum.add(table, key, row) }
                report.sequence = try sum.compare()
                report.rowsChecked = sum.rowsChecked
                mark.scrubHasEnded()
                return report
            }
            guard case .failure(let failure) = result, failure != .closed else { return completion(result) }
            do throws(StockFailure) {
                try inbox.ask { core in
                    core.end(with: failure)
                    completion(result)
                }
            } catch { completion(result) }
        }
    }

    /// Nothing is answered any more, now or after a restart.
    private mutating func end(with found: StockFailure) {
        if case .damaged(let text) = found { DamageMark.leave(text, in: environment.path, options.files) }
        failure = failure ?? found
        tellWaiters()
    }
}

extension StockFailure {
    fileprivate var isDamage: Bool { if case .damaged = self { true } else { false } }
}
