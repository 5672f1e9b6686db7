import RetailDocuments
import StockAPI
import StockModel

/// How many units of a SKU at a location of kind `receiving` belong to records of inspections that have not been released.
///
/// Who records, releases or puts away changes it, so that two at once notice each other: levels are no preconditions.
struct InspectionHold: WorkflowDocument {
    /// What it is.
    static let kind = DocumentKind.inspectionHold

    /// The number of the SKU.
    var sku: UInt64
    /// Where the goods lie.
    var location: UInt32
    /// Base units that are claimed.
    var units: Int64 = 0
    /// How often somebody has changed it, or has taken units that it does not claim.
    var timesUsed: UInt64 = 0

    init(of sku: SKU, at location: LocationID) {
        self.sku = sku.rawValue
        self.location = location.rawValue
    }

    /// Where it is stored.
    var key: DocumentKey { Self.key(of: SKU(rawValue: sku), at: LocationID(rawValue: location)) }

    /// Where that of a SKU at a location is stored.
    static func key(of sku: SKU, at location: LocationID) -> DocumentKey {
        DocumentKey("inspection-hold/\(UInt64(location.rawValue).keyText)/\(sku.rawValue.keyText)")
    }

    /// What it is after units are claimed, or are claimed no more where they are below zero.
    func after(claiming change: Int64) -> InspectionHold {
        var next = self
        let (sum, overflow) = units.addingReportingOverflow(change)
        next.units = overflow ? .max : Swift.max(0, sum)
        next.timesUsed &+= 1
        return next
    }

    /// Units that nobody claims.
    func free(of there: Int64) -> Int64 { Swift.max(0, there - units) }
}

extension Step {
    /// What is claimed of a SKU at a location; a precondition.
    ///
    /// Records of before there were such documents are counted where there is none yet.
    mutating func inspectionHold(of sku: SKU, at location: LocationID) async throws(WorkflowFailure) -> InspectionHold {
        if let known = try await read(InspectionHold.self, at: InspectionHold.key(of: sku, at: location)) {
            return known.content
        }
        var hold = InspectionHold(of: sku, at: location)
        for match in try await matches(under: Inspection.waitingTerms) {
            let found = try await ask { stock throws(StockFailure) in try await stock.document(match.key) }
            guard let found else { continue }
            let record = try Stored<Inspection>(found).content
            guard record.sku == sku.rawValue, record.location == location.rawValue else { continue }
            hold = hold.after(claiming: record.claimed)
        }
        return hold
    }

    /// The records that claim units of a SKU at a location, by reference.
    func claims(on sku: SKU, at location: LocationID) async throws(WorkflowFailure) -> [String] {
        let prefix = Inspection.claimTerms(of: sku, at: location)
        return try await matches(under: prefix).map {
            String(decoding: $0.term.bytes.dropFirst(prefix.utf8.count), as: UTF8.self)
        }
    }
}
