public import StockAPI
import StockModel

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
            let databases = machine.base.databases
            verifications.start { [verifications] in
                completion(
                    Result { () throws(StockFailure) in
                        if verifications.isCancelled { throw .closed }
                        if let found = try pages.damage(isCancelled: { verifications.isCancelled }) {
                            return VerificationReport(found)
                        }
                        let rows = LMDBRows(snapshot: try pages.takeSnapshot(), databases: databases)
                        var verification = Verification(
                            progress: progress, isCancelled: { verifications.isCancelled })
                        return try verification.run(over: rows)
                    })
            }
        } catch { completion(.failure(error)) }
    }
}
