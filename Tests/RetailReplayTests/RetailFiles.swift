import Foundation
import RetailRecords
import RetailReplay

/// Where the real files are.
///
/// The tests on them are skipped when they are not there.
enum RetailFiles {
    private static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Shipped with the package.
    static let completeJourney = packageRoot.appendingPathComponent("data/complete-journey-holiday.csv.xz").path

    /// Not shipped: in the folder named by STOCKROOM_DATA, else in `../shared/data` beside the package.
    static let onlineRetail: String = {
        let named = ProcessInfo.processInfo.environment["STOCKROOM_DATA"].map { URL(fileURLWithPath: $0) }
        let folder = named ?? packageRoot.deletingLastPathComponent().appendingPathComponent("shared/data")
        return folder.appendingPathComponent("online-retail.csv.xz").path
    }()

    /// Whether tests of some minutes are wanted too.
    static var testsMayBeSlow: Bool { ProcessInfo.processInfo.environment["STOCKROOM_SLOW_TESTS"] != nil }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// A slice of these rows, with the header before them.
    static func tillSlice(_ rows: String...) throws -> CompleteJourneySlice {
        try CompleteJourneySlice(reading: reader(CompleteJourneySlice.columns, rows))
    }

    /// The invoices of these rows, with the header before them.
    static func invoices(_ rows: String...) throws -> OnlineRetailFile {
        try OnlineRetailFile(reading: reader(OnlineRetailFile.columns, rows))
    }

    /// Decisions about the invoices of these rows.
    static func decisions(_ rows: String...) throws -> [DocumentDecision] {
        let file = try OnlineRetailFile(reading: reader(OnlineRetailFile.columns, rows))
        var rule = OnlineRetailRule()
        return file.documents.map { document in rule.decide(document) }
    }

    private static func reader(_ columns: [String], _ rows: [String]) -> CSVReader {
        let lines = [columns.joined(separator: ",")] + rows
        return CSVReader(bytes: Array((lines.joined(separator: "\n") + "\n").utf8))
    }
}
