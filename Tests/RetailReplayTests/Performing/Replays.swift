import RetailRecords
import RetailReplay
import StockAPI
import StockModel
import Synchronization

/// Small files, and what a test asks of a replay again and again.
enum Replays {
    /// A replay of till lines: `basket,store,product,quantity`, all on the same morning.
    static func baskets(
        _ rows: [String], fingerprint: UInt64 = 1, into stock: any StockService,
        settings: ReplaySettings = ReplaySettings()
    ) throws -> CompleteJourneyReplay {
        let lines = rows.map { row in
            let fields = row.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == 4 else { return row }
            return "2017-11-15 08:00:00,\(fields[1]),\(fields[0]),7,\(fields[2]),\(fields[3]),1.99,0,0,0"
        }
        return CompleteJourneyReplay(
            try CompleteJourneySlice(reading: reader(CompleteJourneySlice.columns, lines)),
            from: ReplaySource(name: "lines.csv", fingerprint: fingerprint), into: stock, settings: settings)
    }

    /// A replay of invoice rows: `number,code,quantity,price,customer`, all on the same morning.
    static func invoices(
        _ rows: [String], fingerprint: UInt64 = 1, into stock: any StockService,
        settings: ReplaySettings = ReplaySettings()
    ) throws -> OnlineRetailReplay {
        let lines = rows.map { row in
            let fields = row.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == 5 else { return row }
            return "\(fields[0]),\(fields[1]),THING,\(fields[2]),2010-12-01 08:26:00,\(fields[3]),\(fields[4]),France"
        }
        return OnlineRetailReplay(
            try OnlineRetailFile(reading: reader(OnlineRetailFile.columns, lines)),
            from: ReplaySource(name: "invoices.csv", fingerprint: fingerprint), into: stock, settings: settings)
    }

    static func reader(_ columns: [String], _ lines: [String]) -> CSVReader {
        CSVReader(bytes: Array(([columns.joined(separator: ",")] + lines).joined(separator: "\n").utf8) + [0x0A])
    }

    static func onHand(_ sku: SKU, at location: LocationID, in stock: any StockService) async throws -> Quantity {
        try await stock.levels(of: sku).first { $0.location == location }?.onHand ?? 0
    }

    /// Runs `body` as a task that is cancelled when its replay has sent `documents` documents.
    static func interrupting(
        after documents: Int, _ body: @escaping @Sendable (@escaping ReplayProgress.Listener) async throws -> Void
    ) async -> Result<Void, any Error> {
        let running = Mutex<Task<Void, any Error>?>(nil)
        let listener: ReplayProgress.Listener = { progress in
            guard progress.phase == .replaying, progress.done >= documents else { return }
            running.withLock { $0?.cancel() }
        }
        let (start, go) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in start { break }
            try await body(listener)
        }
        running.withLock { $0 = task }
        go.finish()
        return await task.result
    }
}
