import Foundation
import LoadLoop

/// The figures for programs.
struct JSONReport: Encodable {
    struct Item: Encodable {
        var system: String
        var connections: Int
        /// On all connections together.
        var inFlight: Int
        var distribution: Distribution
        /// Reservations in each frame.
        var batch: Int
        var durable: Bool
        var ceiling: Bool
        var perSecond: Double
        var perSecondLowest: Double
        var perSecondHighest: Double
        var p50: Double
        var p99: Double
        var p999: Double
        var cpuSecondsPerMillion: Double
        var clientCPUSecondsPerMillion: Double
        var bytesWrittenEach: Double?
        var timesStockroom: Double?

        enum CodingKeys: String, CodingKey {
            case system, connections, distribution, batch, durable, ceiling
            case inFlight = "in_flight"
            case perSecond = "per_second"
            case perSecondLowest = "per_second_lowest"
            case perSecondHighest = "per_second_highest"
            case p50 = "p50_us"
            case p99 = "p99_us"
            case p999 = "p999_us"
            case cpuSecondsPerMillion = "cpu_s_per_million"
            case clientCPUSecondsPerMillion = "client_cpu_s_per_million"
            case bytesWrittenEach = "bytes_written_each"
            case timesStockroom = "times_stockroom"
        }
    }

    /// A system's rounds from the first request to a clean stop.
    struct WholeItem: Encodable {
        var system: String
        var granted: Int
        var diskBytesEach: Double?

        enum CodingKeys: String, CodingKey {
            case system
            case granted = "granted_and_found"
            case diskBytesEach = "disk_bytes_each"
        }
    }

    var machine: Machine
    var rounds: Int
    var seconds: Double
    var rows: [Item]
    var wholeRounds: [WholeItem]

    enum CodingKeys: String, CodingKey {
        case machine, rounds, seconds, rows
        case wholeRounds = "whole_rounds"
    }

    init(_ results: Results, _ machine: Machine, rounds: Int, seconds: Double) {
        self.machine = machine
        self.rounds = rounds
        self.seconds = seconds
        rows = results.rows.map { row in
            let figures = row.figures
            return Item(
                system: row.system.rawValue, connections: row.one.connections, inFlight: row.one.inFlight,
                distribution: row.one.distribution, batch: row.one.batch, durable: row.system.isDurable,
                ceiling: row.system.isCeiling, perSecond: figures.perSecond, perSecondLowest: row.lowest,
                perSecondHighest: row.highest, p50: figures.p50Microseconds, p99: figures.p99Microseconds,
                p999: figures.p999Microseconds, cpuSecondsPerMillion: figures.serverCPUSecondsPerMillion,
                clientCPUSecondsPerMillion: figures.clientCPUSecondsPerMillion,
                bytesWrittenEach: figures.bytesWrittenEach, timesStockroom: results.ratio(of: row))
        }
        wholeRounds = results.wholes.map { whole in
            WholeItem(
                system: whole.system.rawValue, granted: whole.granted,
                diskBytesEach: whole.diskBytesEach.isEmpty ? nil : median(whole.diskBytesEach))
        }
    }

    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
