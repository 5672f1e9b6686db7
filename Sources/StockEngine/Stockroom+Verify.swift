import Dispatch
import LMDB
public import StockAPI
import StockModel

extension Stockroom {
    /// Writes a checkpoint, then recomputes everything that has to be true from its rows, while the engine goes on.
    ///
    /// - Parameter progress: told now and then how many rows have been checked.
    /// - Throws: what a checkpoint throws; damage to rows is not thrown but reported.
    public func verify(
        progress: (@Sendable (UInt64) -> Void)? = nil
    ) async throws(StockFailure) -> VerificationReport {
        try await checkpoint()
        let inbox = thread.inbox
        let result: Result<VerificationReport, StockFailure> = await withCheckedContinuation { continuation in
            do throws(StockFailure) {
                try inbox.ask { core in core.startVerification(progress) { continuation.resume(returning: $0) } }
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
            let snapshot = try storing { () throws(StorageError) in try environment.snapshot() }
            let rows = VerificationRows(LMDBRows(snapshot: snapshot, databases: machine.base.databases))
            DispatchQueue.global().async {
                completion(Result { () throws(StockFailure) in try rows.verify(progress) })
            }
        } catch { completion(.failure(error)) }
    }
}

/// Carries a snapshot to the thread that reads it.
private final class VerificationRows: Sendable {
    let rows: LMDBRows

    init(_ rows: consuming LMDBRows) { self.rows = rows }

    func verify(_ progress: (@Sendable (UInt64) -> Void)?) throws(StockFailure) -> VerificationReport {
        var verification = Verification(progress: progress)
        return try verification.run(over: rows)
    }
}
