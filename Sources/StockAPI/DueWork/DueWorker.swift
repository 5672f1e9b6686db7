public import StockModel

/// Does what falls due beside the engine: an order that was not collected, a transfer that did not arrive, a return window
/// that closes.
///
/// A document falls due under a term (`IndexTerm.due`). Its type says which step is taken: operations that are done in one
/// transaction, by principal `system`, if the document is still as it was read. So a step is done once, however many workers
/// look and however often one of them crashes; who changes the document first, a person or a worker, wins.
///
/// ```swift
/// let worker = DueWorker(stock, steps: [orderType: { order, _ in [.release(Release(id(of: order))), .deleteDocument(order.key)] }])
/// let report = try await worker.runOnce()
/// ```
public struct DueWorker: Sendable {
    /// Decides what is done about a document that is due, from the document and the engine time at which it was read.
    ///
    /// The operations have to write the document anew, without the term, or to delete it.
    public typealias Step = @Sendable (Document, Instant) async throws(StockFailure) -> [Operation]

    private let stock: any StockService
    private let steps: [UInt16: Step]
    /// How often a step is decided anew when somebody has changed the document meanwhile.
    private static let attemptsMax = 3
    private static let pageCount = 100

    /// A worker on a stock; `steps` are by type of document.
    public init(_ stock: any StockService, steps: [UInt16: Step]) {
        self.stock = stock
        self.steps = steps
    }

    /// Goes through all documents that are due now, those that fell due first coming first.
    ///
    /// A document whose step is refused stays due, is named, and holds nobody up. Cost: a step for each document that is due.
    public func runOnce() async throws(StockFailure) -> DueReport {
        var report = DueReport()
        let now = try await stock.statistics().time
        var cursor: [UInt8]?
        repeat {
            let scan = Scan(prefix: Array(IndexTerm.duePrefix.utf8), limit: Self.pageCount, cursor: cursor)
            let page = try await stock.documents(byTerm: scan)
            for match in page.elements {
                guard let due = match.term.due else { continue }
                guard due <= now else {
                    report.next = due
                    return report
                }
                try await work(on: match.key, at: now, &report)
            }
            cursor = page.cursor
        } while cursor != nil
        return report
    }

    /// Works until the task is cancelled: whenever something falls due, and at least every so often.
    ///
    /// `report` is told of each look.
    public func run(
        everyMilliseconds period: Int64 = 1_000, report: @Sendable (DueReport) -> Void = { _ in }
    ) async throws(StockFailure) {
        while !Task.isCancelled {
            let done = try await runOnce()
            report(done)
            var pause = period
            if let next = done.next { pause = min(pause, next.milliseconds(since: try await stock.statistics().time)) }
            do { try await Task.sleep(for: .milliseconds(max(1, pause))) } catch { return }
        }
    }

    private func work(on key: DocumentKey, at now: Instant, _ report: inout DueReport) async throws(StockFailure) {
        for attempt in 1...Self.attemptsMax {
            // Somebody may have done it meanwhile.
            guard let document = try await stock.document(key), document.isDue(at: now) else { return }
            guard let step = steps[document.type] else {
                return report.stuck.append(DueProblem(key, .unknownType(document.type)))
            }
            let operations = try await step(document, now)
            guard operations.contains(where: { $0.changes(key) }) else {
                return report.stuck.append(DueProblem(key, .leavesDocument))
            }
            let transaction = Transaction(
                preconditions: [.document(key, at: document.version)], operations: operations)
            let answer = try await stock.submit(
                Command(issuedAt: now, principal: .system, operation: .transaction(transaction)))
            guard case .refused(let refusal) = answer.outcome else {
                report.done += 1
                return
            }
            if case .versionMismatch = refusal, attempt < Self.attemptsMax { continue }
            return report.stuck.append(DueProblem(key, .refused(refusal)))
        }
    }
}

extension Document {
    fileprivate func isDue(at now: Instant) -> Bool {
        terms.contains { term in term.due.map { $0 <= now } ?? false }
    }
}

extension Operation {
    /// It writes or deletes the document.
    fileprivate func changes(_ key: DocumentKey) -> Bool {
        switch self {
        case .putDocument(let write): write.key == key
        case .deleteDocument(let deleted): deleted == key
        default: false
        }
    }
}
