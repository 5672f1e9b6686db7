import Foundation
import StockAPI
import StockEngine
import StockModel
import StockTesting
import Testing

/// All of them instead of a sample: set `STOCKROOM_EVERY_BYTE`.
private let isThorough = ProcessInfo.processInfo.environment["STOCKROOM_EVERY_BYTE"] != nil

@Suite("The journal is not as it was written")
struct CutAndFlippedTests {
    @Test func `cut at any byte of its last records, a journal loses the record that was cut and says so`() async throws
    {
        try await withJournal { folder, _ in
            let file = try JournalFile.newest(in: folder)
            let batches = file.records.filter(\.isBatch)
            // One stays in any case.
            let last = batches.dropFirst().suffix(2)
            let first = last.first
            let from = try #require(first).range.lowerBound
            var places = Array(stride(from: from, to: file.end, by: isThorough ? 1 : 11))
            places += file.records.flatMap { [$0.range.lowerBound, $0.range.lowerBound + 1, $0.range.upperBound - 1] }
                .filter { $0 >= from }
            for place in places {
                // One checksum in 256 ends in a zero byte, and a record that loses only zeros loses nothing.
                let whole = file.records.filter { record in
                    file.bytes[min(place, record.range.upperBound)..<record.range.upperBound].allSatisfy { $0 == 0 }
                }
                let newest = whole.last { $0.isBatch }
                let sequence = try #require(newest).lastSequence
                let isTorn = file.bytes[min(place, whole.last?.range.upperBound ?? from)..<place].contains { $0 != 0 }
                try await withCopy(of: folder) { copy in
                    let copied = try JournalFile(copy + "/journal/" + URL(filePath: file.path).lastPathComponent)
                    try copied.cut(at: place)
                    let stock = try await Depot.open(copy)
                    let statistics = try await stock.statistics()
                    #expect(statistics.sequence == sequence, "cut at \(place)")
                    #expect((statistics.recovery.bytesDropped > 0) == isTorn, "cut at \(place)")
                    try await stock.close()
                }
            }
        }
    }

    @Test func `a single wrong bit in a sealed journal is refused with file and offset, or changes nothing`()
        async throws
    {
        try await withJournal { folder, hash in
            var random = SystemRandomNumberGenerator()
            for _ in 0..<(isThorough ? 2_000 : 60) {
                try await flipOneBit(in: folder, &random) { copy, name in
                    try await expect(copy, hashes: [hash], name)
                }
            }
        }
    }

    @Test func `a single wrong bit in a journal without a seal drops at most its last record`() async throws {
        try await withJournal { folder, hash in
            let file = try JournalFile.newest(in: folder)
            let batch = file.records.last { $0.isBatch }
            let last = try #require(batch)
            try file.cut(at: last.range.upperBound)
            let without = try await withCopy(of: folder) { copy in
                try JournalFile(copy + "/journal/" + URL(filePath: file.path).lastPathComponent).cut(
                    at: last.range.lowerBound)
                return try await stateHash(of: copy)
            }
            var random = SystemRandomNumberGenerator()
            for _ in 0..<(isThorough ? 2_000 : 40) {
                try await flipOneBit(in: folder, &random) { copy, name in
                    try await expect(copy, hashes: [hash, without], name)
                }
            }
            for place in stride(from: last.range.lowerBound, to: last.range.upperBound, by: isThorough ? 1 : 37) {
                try await withCopy(of: folder) { copy in
                    let copied = try JournalFile(copy + "/journal/" + URL(filePath: file.path).lastPathComponent)
                    var changed = copied.bytes
                    changed[place] ^= 1
                    try copied.write(changed)
                    let stock = try await Depot.open(copy)
                    #expect(try await stock.statistics().recovery.bytesDropped > 0, "bit at \(place)")
                    #expect(try await stock.verify().stateHash == without, "bit at \(place)")
                    try await stock.close()
                }
            }
        }
    }

    /// A closed store whose journal holds everything since its beginning, in more than one segment, sealed.
    private func withJournal(_ body: (_ folder: String, _ stateHash: String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let live = folder + "/live"
            let stock = try await Depot.open(live, Depot.options(segmentBytes: 16 << 10))
            try await stock.accept(1 << 40, .define(Depot.masterData))
            for number in UInt64(0)..<90 { _ = try await stock.submit(Load.command(number)) }
            // The seal comes when it is quiet; a copy of a folder is taken while nothing is written.
            #expect(try await eventually { try JournalFile.newest(in: live).records.last?.kind == 2 })
            try FileManager.default.copyItem(atPath: live, toPath: folder + "/store")
            let hash = try await stock.verify().stateHash
            try await stock.close()
            try await body(folder + "/store", hash)
        }
    }

    private func flipOneBit(
        in folder: String, _ random: inout SystemRandomNumberGenerator,
        _ body: (_ copy: String, _ name: String) async throws -> Void
    ) async throws {
        let files = try JournalFile.all(in: folder).filter(\.isBegun)
        let file = try #require(files.randomElement(using: &random))
        let place = Int.random(in: 0..<file.end, using: &random)
        let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
        try await withCopy(of: folder) { copy in
            let name = URL(filePath: file.path).lastPathComponent
            let copied = try JournalFile(copy + "/journal/" + name)
            var changed = copied.bytes
            changed[place] ^= bit
            try copied.write(changed)
            try await body(copy, "bit \(bit) of byte \(place) in \(name)")
        }
    }

    /// Opens with one of these states, or is refused by name.
    private func expect(_ folder: String, hashes: Set<String>, _ name: String) async throws {
        do throws(StockFailure) {
            let hash = try await stateHash(of: folder)
            #expect(hashes.contains(hash), "\(name)")
        } catch {
            #expect(error.isDamaged || error.isCannotOpen, "\(name): \(error)")
            #expect("\(error)".contains(".journal"), "\(name): \(error)")
            if error.isDamaged { #expect("\(error)".contains("offset"), "\(name): \(error)") }
        }
    }

    private func stateHash(of folder: String) async throws(StockFailure) -> String {
        let stock = try await Depot.open(folder)
        let report = try await stock.verify()
        #expect(report.differences == [])
        try await stock.close()
        return report.stateHash
    }
}
