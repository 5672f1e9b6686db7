import Dispatch
import LMDB
public import StockAPI
import StockModel
import Synchronization

extension Stockroom {
    /// Writes a checkpoint, then recomputes everything that has to be true from its rows, while the engine goes on.
    ///
    /// - Parameter progress: told now and then how many rows have been checked.
    /// - Returns: what was checked, and every difference found.
    /// - Throws: what a checkpoint throws; damage to rows is not thrown but reported.
    public func verify(
        progress: (@Sendable (UInt64) -> Void)? = nil
    ) async throws(StockFailure) -> VerificationReport {
        try await checkpoint()
        let result: Result<VerificationReport, StockFailure> = await withCheckedContinuation { continuation in
            do throws(StockFailure) {
                try verifyCheckpoint(progress) { continuation.resume(returning: $0) }
            } catch { continuation.resume(returning: .failure(error)) }
        }
        return try result.get()
    }
}

extension EngineCore {
    /// Takes a snapshot here and reads it elsewhere.
    func startVerification(
        _ progress: (@Sendable (UInt64) -> Void)?,
        completion: @escaping @Sendable (Result<VerificationReport, StockFailure>) -> Void
    ) {
        do throws(StockFailure) {
            if let failure { throw failure }
            // LMDB follows what stands in a page without looking, so the pages are checked first.
            let pages = try CommittedPages(of: environment, options.files)
            let snapshot = try storing { () throws(StorageError) in try environment.snapshot() }
            let rows = VerificationRows(LMDBRows(snapshot: snapshot, databases: machine.base.databases))
            let verifications = verifications
            verifications.start {
                completion(
                    Result { () throws(StockFailure) in
                        if let found = try pages.damage(isCancelled: { verifications.isCancelled }) {
                            return VerificationReport(found)
                        }
                        return try rows.verify(progress, isCancelled: { verifications.isCancelled })
                    })
            }
        } catch { completion(.failure(error)) }
    }
}

/// Carries a snapshot to the thread that reads it, once.
private final class VerificationRows: Sendable {
    private let rows: Mutex<LMDBRows?>

    init(_ rows: consuming LMDBRows) { self.rows = Mutex(rows) }

    func verify(
        _ progress: (@Sendable (UInt64) -> Void)?, isCancelled: @escaping () -> Bool
    ) throws(StockFailure) -> VerificationReport {
        guard let rows = rows.withLock({ rows in rows.take() }) else { throw .closed }
        var verification = Verification(progress: progress, isCancelled: isCancelled)
        return try verification.run(over: rows)
    }
}
