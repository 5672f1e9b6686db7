import Foundation
public import StockAPI
public import StockEngine
import StockModel

/// A store in a new temporary folder, for tests of programs that embed Stockroom: opened, handed to `body` with a session
/// of principal 1, closed and deleted.
///
/// With a simulated clock in the options, the session's requests are made at that clock's time.
public func withTemporaryStock<Result>(
    options: StockroomOptions = .init(), _ body: (Stockroom, StockSession) async throws -> Result
) async throws -> Result {
    try await withTemporaryFolder { folder in
        var options = options
        // Many tests have stores open at once, and a process has room for about a hundred maps of a tebibyte.
        options.mapSizeBytes = min(options.mapSizeBytes, 1 << 36)
        let stock = try await Stockroom.open(at: folder, options: options)
        let clock = options.clock
        let session = StockSession(stock, principal: 1, now: { clock.now })
        do {
            let result = try await body(stock, session)
            try await stock.close()
            return result
        } catch {
            try? await stock.close()
            throw error
        }
    }
}

/// A new folder that is deleted, with all in it, when `body` ends.
public func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stockroom-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}
