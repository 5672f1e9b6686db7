public import RetailDocuments
import RetailMasterData
public import StockModel

/// What a barcode stands for: so many units of a SKU.
public struct ScannedPack: Hashable, Sendable {
    /// Which SKU.
    public var sku: SKU
    /// Base units in what was scanned.
    public var units: Int64
}

/// What has been counted of a delivery so far, scan by scan.
public struct ScanCount: Hashable, Sendable {
    /// Good and damaged units, by SKU, in the order in which they were scanned first.
    public private(set) var lines: [Line] = []

    /// What has been counted of one SKU.
    public struct Line: Hashable, Sendable {
        /// Which SKU.
        public var sku: SKU
        /// Base units that are as they should be.
        public var good: Int64
        /// Base units that came damaged.
        public var damaged: Int64
    }

    /// Nothing yet.
    public init() {}

    /// Counts packs; fewer than none takes back what was counted too much.
    ///
    /// - Throws: `ReceivingRule` where less than nothing would be left, or more than can be counted.
    public mutating func add(
        _ packs: Int64 = 1, of scanned: ScannedPack, damaged: Bool = false
    ) throws(ReceivingRule) {
        let (units, overflow) = packs.multipliedReportingOverflow(by: scanned.units)
        guard !overflow else { throw .beyondRange }
        var line = lines.first { $0.sku == scanned.sku } ?? Line(sku: scanned.sku, good: 0, damaged: 0)
        let (sum, overflowOfSum) = (damaged ? line.damaged : line.good).addingReportingOverflow(units)
        guard !overflowOfSum else { throw .beyondRange }
        guard sum >= 0 else { throw .quantityNotPositive(sum) }
        if damaged { line.damaged = sum } else { line.good = sum }
        if let place = lines.firstIndex(where: { $0.sku == scanned.sku }) {
            lines[place] = line
        } else {
            lines.append(line)
        }
    }
}

extension Workplace {
    /// What a barcode stands for.
    ///
    /// - Throws: `ReceivingRule.unknownBarcode`.
    public func scan(_ barcode: String) async throws(WorkflowFailure) -> ScannedPack {
        var place = self
        guard let found = try await place.master(Barcode.self, Barcode(gtin: barcode, sku: 0).name) else {
            throw .rule(ReceivingRule.unknownBarcode(barcode))
        }
        return ScannedPack(sku: SKU(rawValue: found.sku), units: found.packQuantity)
    }
}
