import ArgumentParser
import Foundation
import StockEngine

/// Recomputes every invariant of a store.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute every invariant of a store from its rows and movements.",
        discussion: """
            Per SKU the sum over all locations is zero; no physical level is below zero; \
            levels and channel use are what the reservations' lines add up to; kits are \
            whole; thresholds are on the side on which the stock is; history chains, index \
            terms and the state hash are what the rows say. Nothing is repaired: a \
            difference is a fault of the program or of the disk. Keep the folder and \
            report it.

            Examples:
              stockroom verify --data shop
              stockroom verify --data shop --json

            Exit codes:
              0  no difference
              1  differences, each named
              3  the store cannot be opened
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var json: JSONOutput

    mutating func run() async throws {
        let result = try await store.use { stock in try await Verification.run(on: stock) }
        try json.put(result) { result.text }
        if result.differences > 0 { throw CommandFailure(.differs) }
    }
}

/// What `verify` found.
struct Verification: Encodable {
    /// As many differences are listed.
    static let shownMax = 100

    var differences: Int
    var found: [String]
    var rowsChecked: UInt64
    var stateHash: String
    var sequence: UInt64
    var seconds: Double

    enum CodingKeys: String, CodingKey {
        case differences, found, sequence, seconds
        case rowsChecked = "rows_checked"
        case stateHash = "state_hash"
    }

    static func run(on stock: Stockroom) async throws -> Verification {
        let progress = ProgressLine()
        defer { progress.finish() }
        progress.show("verifying rows")
        let began = ContinuousClock.now
        let report = try await stock.verify { rows in progress.show("verifying rows", Int(clamping: rows)) }
        return Verification(
            differences: report.differences.count, found: Array(report.differences.prefix(shownMax)),
            rowsChecked: report.rowsChecked, stateHash: "\(report.stateHash)", sequence: report.sequence,
            seconds: began.duration(to: .now).seconds)
    }

    var text: String {
        var lines = found.map { "  \($0)" }
        if differences > found.count { lines.append("  … and \(NumberText.grouped(differences - found.count)) more") }
        lines.append("verify: \(NumberText.counted(differences, "difference", "differences"))")
        lines.append(
            "  \(NumberText.counted(rowsChecked, "row", "rows")) checked in \(String(format: "%.1f", seconds)) s,"
                + " sequence \(NumberText.grouped(sequence))")
        lines.append("  state hash \(stateHash)")
        return lines.joined(separator: "\n")
    }
}

extension Duration {
    /// For people and JSON, to a millisecond.
    var seconds: Double { Double(NumberText.microseconds(self) / 1_000) / 1_000 }
}
