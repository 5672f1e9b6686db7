import Foundation
import LoadLoop
import StockAPI
import StockEngine
import StockModel

/// One row of the table: a store of some size, callers of some number, asking in some way.
struct Scenario: Sendable {
    var name: String
    var inFlight: Int
    var distribution: Distribution = .uniform
    var identifiers: Identifiers = .timeOrdered
    var seconds: Double
    /// Callers come at this rate; nil: as soon as they were answered.
    var ratePerSecond: Double?

    func run(on stock: Stockroom, _ assortment: Assortment, folder: String, seed: UInt64) async throws -> Measured {
        let before = try await stock.statistics()
        let bytesBefore = ProcessUse.written()
        let cpuBefore = ProcessorTime.current()
        let result = try await load(stock, assortment, seed: seed)
        let after = try await stock.statistics()
        var measured = Measured(name: name)
        let count = Double(max(1, result.granted + result.refused))
        measured.perSecond = count / result.elapsed
        measured.granted = result.granted
        measured.refused = result.refused
        measured.set(result.histogram)
        measured.journalBytesEach = Double(after.journalBytesWritten - before.journalBytesWritten) / count
        measured.storeBytesEach = Double(ProcessUse.written() - bytesBefore) / count - measured.journalBytesEach
        measured.checkpoints = after.checkpoints - before.checkpoints
        measured.cpuSecondsPerMillion = (ProcessorTime.current() - cpuBefore) / count * 1e6
        return measured
    }
}

extension Scenario {
    private func load(_ stock: Stockroom, _ assortment: Assortment, seed: UInt64) async throws -> LoopResult {
        let picker = LevelPicker(assortment, distribution, seed: seed)
        let bytes = ReserveBytes(identifiers, seed: seed)
        guard let ratePerSecond else {
            return try await ClosedLoop(stock).run(inFlight: inFlight, seconds: seconds, picker: picker, bytes: bytes)
        }
        return try await PacedLoop(stock, inFlightMax: inFlight, ratePerSecond: ratePerSecond).run(
            seconds: seconds, picker: picker, bytes: bytes)
    }
}

/// What this process has used so far, by the kernel's account.
enum ProcessUse {
    /// Bytes handed to the system's calls for writing (`wchar` of /proc/self/io).
    static func written() -> UInt64 {
        guard let text = try? String(contentsOfFile: "/proc/self/io", encoding: .utf8) else { return 0 }
        for line in text.split(separator: "\n") where line.hasPrefix("wchar:") {
            return UInt64(line.dropFirst("wchar:".count).trimmingCharacters(in: .whitespaces)) ?? 0
        }
        return 0
    }

    /// Private memory in bytes (`RssAnon` of /proc/self/status).
    static func privateMemory() -> UInt64 {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
        for line in text.split(separator: "\n") where line.hasPrefix("RssAnon:") {
            let digits = line.filter(\.isNumber)
            return (UInt64(digits) ?? 0) * 1_024
        }
        return 0
    }
}
