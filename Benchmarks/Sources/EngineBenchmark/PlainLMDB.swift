import Dispatch
import Foundation
import Histogram
import LMDB
import StockModel

/// What one would write without an engine: one synced LMDB transaction per group of reservations, each of them a check and
/// change of a level, a reservation row, a deadline row and a ledger row.
enum PlainLMDB {
    static func run(
        at folder: String, inFlight: Int, seconds: Double, assortment: Assortment, distribution: Distribution
    ) throws -> Measured {
        let environment = try Environment.open(at: folder, options: EnvironmentOptions(mapSizeBytes: 1 << 38))
        var writer = try environment.takeWriter()
        let tables = try writer.openDatabases(["levels", "reservations", "deadlines", "ledger"])
        try fill(&writer, tables[0], assortment)
        var picker = LevelPicker(assortment, distribution, seed: 7)
        var histogram = Histogram<UInt64>(highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
        let start = DispatchTime.now().uptimeNanoseconds
        let end = start + UInt64(seconds * 1e9)
        var sequence: UInt64 = 0
        var now = start
        while now < end {
            try writer.write { transaction throws(StorageError) in
                for _ in 0..<inFlight {
                    sequence += 1
                    let level = picker.next()
                    try reserve(sequence, level.sku, level.location, &transaction, tables)
                }
            }
            let after = DispatchTime.now().uptimeNanoseconds
            histogram.record(after - now, count: UInt64(inFlight))
            now = after
        }
        let elapsed = Double(now - start) / 1e9
        var measured = Measured(name: "plain LMDB, \(inFlight) a transaction")
        measured.perSecond = Double(sequence) / elapsed
        measured.granted = sequence
        measured.set(histogram)
        return measured
    }

    private static func fill(
        _ writer: inout Writer, _ levels: Database, _ assortment: Assortment
    ) throws(StorageError) {
        for first in stride(from: 1, through: assortment.skus, by: 10_000) {
            try writer.write { transaction throws(StorageError) in
                for sku in first...min(assortment.skus, first + 9_999) {
                    for number in 0..<assortment.locations {
                        let key = key(sku, UInt64(Assortment.firstLocation + number))
                        try transaction.append(
                            words(UInt64(Filling.unitsPerLevel), 0).span.unpadded, for: key.span.unpadded, in: levels)
                    }
                }
            }
        }
    }

    private static func reserve(
        _ sequence: UInt64, _ sku: UInt64, _ location: UInt32, _ transaction: inout WriteTransaction,
        _ tables: [Database]
    ) throws(StorageError) {
        let levelKey = key(sku, UInt64(location))
        var onHand: UInt64 = 0
        var held: UInt64 = 0
        if let value = try transaction.value(for: levelKey, in: tables[0]), value.byteCount == 16 {
            onHand = value.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
            held = value.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self)
        }
        guard onHand > held else { return }
        try transaction.put(words(onHand, held + 1).span.unpadded, for: levelKey.span.unpadded, in: tables[0])
        let id = key(1, sequence)
        let row = words(sku, UInt64(location)) + words(1, 0) + words(sequence, 0) + words(0, 0)
        try transaction.append(row.span.unpadded, for: id.span.unpadded, in: tables[1])
        try transaction.append(
            words(0, 0).span.unpadded, for: (key(0, sequence / 1_000) + id).span.unpadded, in: tables[2])
        try transaction.append(row.span.unpadded, for: key(0, sequence).span.unpadded, in: tables[3])
    }

    private static func key(_ first: UInt64, _ second: UInt64) -> [UInt8] {
        withUnsafeBytes(of: (first.bigEndian, second.bigEndian)) { Array($0) }
    }

    private static func words(_ first: UInt64, _ second: UInt64) -> [UInt8] {
        withUnsafeBytes(of: (first, second)) { Array($0) }
    }
}

extension Measured {
    mutating func set(_ histogram: Histogram<UInt64>) {
        p50Microseconds = Double(histogram.valueAtPercentile(50)) / 1_000
        p99Microseconds = Double(histogram.valueAtPercentile(99)) / 1_000
        p999Microseconds = Double(histogram.valueAtPercentile(99.9)) / 1_000
        longestMicroseconds = Double(histogram.max) / 1_000
    }
}
