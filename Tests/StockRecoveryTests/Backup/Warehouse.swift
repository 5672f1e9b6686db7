import Foundation
import StockAPI
import StockEngine
import StockFiles
import StockModel
import StockTesting
import Testing

/// A depot whose journal is archived, and a simple account of what it came to at each of its sequences.
struct Warehouse {
    let folder: String
    var store: String { folder + "/store" }
    var archive: String { folder + "/archive" }
    var backups: String { folder + "/backups" }
    var clock = SimulatedClock(startingAt: Depot.opening)

    /// In a temporary folder, deleted afterwards.
    static func within<Result>(_ body: (Warehouse) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let warehouse = Warehouse(folder: folder)
            try FileManager.default.createDirectory(atPath: warehouse.archive, withIntermediateDirectories: true)
            return try await body(warehouse)
        }
    }

    /// Segments are closed when they are full, when the test says so by closing the store, and when `archiveAfter` is over.
    func options(
        segmentBytes: Int = 16 << 10, archiveAfterMilliseconds: Int64 = 3_600_000, files: any FileSystem = SystemFiles()
    ) -> StockroomOptions {
        var options = Depot.options(clock, segmentBytes: segmentBytes, files: files)
        options.archiveFolder = archive
        options.archiveAfterMilliseconds = archiveAfterMilliseconds
        return options
    }

    func open(_ options: StockroomOptions? = nil) async throws -> Stockroom {
        try await Stockroom.open(at: store, options: options ?? self.options())
    }

    /// Copies a folder of an open store, or its archive, as a crash at this moment would leave it.
    ///
    /// Files get other names meanwhile, as spares do when they are ready: then it is copied again.
    static func copyAsAfterCrash(_ path: String, to copy: String) throws {
        for _ in 0..<100 {
            if (try? FileManager.default.copyItem(atPath: path, toPath: copy)) != nil { return }
            try? FileManager.default.removeItem(atPath: copy)
        }
        try FileManager.default.copyItem(atPath: path, toPath: copy)
    }

    /// Restores into a new folder within, opens what came out, and closes it again.
    @discardableResult
    func restored<Value>(
        _ target: RestoreTarget = .newest, from backup: String? = nil, archive: String?,
        files: any FileSystem = SystemFiles(),
        _ body: (Stockroom, StoreRestore.Report) async throws -> Value
    ) async throws -> Value {
        let path = folder + "/restored-\(UUID().uuidString)"
        var restore = StoreRestore(try BackupFolder.find(backup ?? backups, for: target))
        restore.archive = archive
        restore.target = target
        restore.files = files
        restore.journalSegmentBytes = 64 << 10
        let report = try restore.run(to: path)
        let stock = try await Stockroom.open(at: path, options: Depot.options(clock))
        do {
            let value = try await body(stock, report)
            try await stock.close()
            try FileManager.default.removeItem(atPath: path)
            return value
        } catch {
            try? await stock.close()
            throw error
        }
    }

    /// Why it cannot be restored.
    func refusal(
        _ target: RestoreTarget = .newest, from backup: String? = nil, archive: String?
    ) -> BackupFailure? {
        do throws(BackupFailure) {
            var restore = StoreRestore(try BackupFolder.find(backup ?? backups, for: target))
            restore.archive = archive
            restore.target = target
            restore.journalSegmentBytes = 64 << 10
            _ = try restore.run(to: folder + "/refused")
            return nil
        } catch { return error }
    }

    /// The archived segments, in order.
    func segments() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: archive).filter { $0.hasSuffix(".journal") }.sorted()
            .map { archive + "/" + $0 }
    }
}

/// What a SKU's shelf holds.
struct Shelf: Equatable, CustomStringConvertible {
    var onHand: Quantity = 0
    var held: Quantity = 0
    var committed: Quantity = 0

    var description: String { "\(onHand)/\(held)/\(committed)" }
}

/// Counts along, command by command, with nothing of the engine.
struct Account {
    /// After each sequence.
    private(set) var shelves: [SequenceNumber: [SKU: Shelf]] = [:]
    private(set) var times: [SequenceNumber: Instant] = [:]
    private(set) var last: SequenceNumber = 0
    private var now: [SKU: Shelf] = Dictionary(uniqueKeysWithValues: Depot.skus.map { ($0, Shelf()) })

    /// The command of a `Load`'s number was accepted at a sequence.
    mutating func accepted(_ number: UInt64, at sequence: SequenceNumber, _ time: Instant) {
        let sku = Depot.skus[Int((number - number % 10) / 10 % 20)]
        switch number % 10 {
        case 0: now[sku, default: Shelf()].onHand += 5
        case 1...4: now[sku, default: Shelf()].held += 1
        case 5:
            now[sku, default: Shelf()].held -= 1
            now[sku, default: Shelf()].committed += 1
        case 6:
            now[sku, default: Shelf()].committed -= 1
            now[sku, default: Shelf()].onHand -= 1
        case 7: now[sku, default: Shelf()].held -= 1
        default: break
        }
        note(sequence, time)
    }

    /// Something was accepted that moves no unit.
    mutating func note(_ sequence: SequenceNumber, _ time: Instant) {
        shelves[sequence] = now
        times[sequence] = time
        last = sequence
    }

    func expectEqual(_ stock: Stockroom, at sequence: SequenceNumber) async throws {
        let wanted = try #require(shelves[sequence])
        for sku in Depot.skus {
            let level = try await stock.levels(of: sku).first { $0.location == Depot.shelf }
            let found = Shelf(onHand: level?.onHand ?? 0, held: level?.held ?? 0, committed: level?.committed ?? 0)
            #expect(found == wanted[sku], "SKU \(sku.rawValue) at sequence \(sequence)")
        }
    }
}

extension Warehouse {
    /// Sends rounds of a `Load`, some commands at a time, and counts along; time goes on a second with each sending.
    func load(
        _ stock: Stockroom, rounds: Range<UInt64>, atOnce: Int = 3, _ account: inout Account
    ) async throws {
        if account.last == 0 {
            account.note(try await stock.accept(1 << 40, .define(Depot.masterData)), clock.now)
        }
        let numbers = Array(rounds.lowerBound * 10..<rounds.upperBound * 10)
        for start in stride(from: 0, to: numbers.count, by: atOnce) {
            clock.advance(byMilliseconds: 1_000)
            let sent = numbers[start..<min(start + atOnce, numbers.count)]
            let answers = try await stock.submit(sent.map { Load.command($0) })
            for (number, answer) in zip(sent, answers) {
                if let refusal = answer.refusal { throw Refused(refusal: refusal) }
                account.accepted(number, at: answer.sequence, clock.now)
            }
        }
    }
}

extension BackupFailure? {
    /// What a person is told; nothing where nothing was refused.
    var said: String { map(\.description) ?? "" }
}
