import RetailDocuments
import StockModel

/// What the ledger says of the units that were received: where they are now, and what they have cost.
///
/// A movement from a supplier says the line of its receipt and the cost of a unit; the movements after it do not. Units are
/// therefore followed from place to place, those that came first leaving first. A replay takes a line to its places before
/// the next line comes, so that units of different costs never lie together in `receiving`.
struct UnitsAtCost {
    /// The line of a receipt that has brought units.
    fileprivate struct Origin: Hashable {
        var receipt: DocumentKey?
        var line: UInt32
    }

    /// What has become of the units of one line.
    struct Fate: Hashable {
        /// What came, less what went back.
        var received: Int64 = 0
        /// What was found wanting: went from `receiving` to quarantine.
        var rejected: Int64 = 0
        /// What lies at places of kind stock.
        var stocked: Int64 = 0
        /// That, at its cost.
        var stockedValue = Money.zero
    }

    private struct Place: Hashable {
        var location: LocationID
        var sku: SKU
    }

    fileprivate struct Lot {
        var origin: Origin
        var unitCost: Money
        var units: Int64
    }

    private let kinds: [LocationID: LocationKind]
    private var lots: [Place: [Lot]] = [:]
    private var fatesOfReceipt: [DocumentKey?: [UInt32: Fate]] = [:]

    init(_ locations: [LocationDefinition]) {
        kinds = Dictionary(locations.map { ($0.location, $0.kind) }) { first, _ in first }
    }

    /// Takes the next movement of the ledger in.
    ///
    /// - Throws: `refused(.overflow)` where a sum leaves the range.
    mutating func add(_ movement: Movement) throws(WorkflowFailure) {
        let (from, to) = (kinds[movement.from], kinds[movement.to])
        let isFromPlace = from?.isPhysical ?? false
        let moved = isFromPlace ? take(movement) : [Lot(movement)]
        for lot in moved {
            var fate = fatesOfReceipt[lot.origin.receipt]?[lot.origin.line] ?? Fate()
            if from == .supplier { try fate.received.count(lot.units) }
            if to == .supplier { try fate.received.count(-lot.units) }
            if from == .receiving, to == .quarantine { try fate.rejected.count(lot.units) }
            if from == .stock { try fate.stock(-lot.units, at: lot.unitCost) }
            if to == .stock { try fate.stock(lot.units, at: lot.unitCost) }
            fatesOfReceipt[lot.origin.receipt, default: [:]][lot.origin.line] = fate
        }
        if to?.isPhysical ?? false { lots[Place(location: movement.to, sku: movement.sku), default: []] += moved }
    }

    /// What has become of the units of all lines.
    var fates: [Fate] { fatesOfReceipt.values.flatMap(\.values) }

    /// What has become of the units of a receipt, by its lines.
    func fates(on receipt: DocumentKey) -> [UInt32: Fate] { fatesOfReceipt[receipt] ?? [:] }

    /// The units of a movement, out of the lots that lie where it begins.
    private mutating func take(_ movement: Movement) -> [Lot] {
        let place = Place(location: movement.from, sku: movement.sku)
        var left = movement.quantity
        var taken: [Lot] = []
        var there = lots[place] ?? []
        while left > 0, !there.isEmpty {
            var lot = there[0]
            lot.units = min(left, lot.units)
            there[0].units -= lot.units
            if there[0].units == 0 { there.removeFirst() }
            left -= lot.units
            taken.append(lot)
        }
        lots[place] = there
        return taken
    }
}

extension UnitsAtCost.Lot {
    init(_ movement: Movement) {
        self.init(
            origin: UnitsAtCost.Origin(receipt: movement.document, line: movement.attributes.documentLine),
            unitCost: Money(tenThousandths: movement.attributes.unitCost), units: movement.quantity)
    }
}

extension UnitsAtCost.Fate {
    fileprivate mutating func stock(_ units: Int64, at unitCost: Money) throws(WorkflowFailure) {
        try stocked.count(units)
        guard let value = unitCost.times(units).flatMap({ stockedValue.adding($0) }) else { throw .refused(.overflow) }
        stockedValue = value
    }
}

extension Int64 {
    /// Adds units.
    ///
    /// - Throws: `refused(.overflow)` where the sum leaves the range.
    mutating func count(_ units: Int64) throws(WorkflowFailure) {
        let (sum, overflow) = addingReportingOverflow(units)
        guard !overflow else { throw .refused(.overflow) }
        self = sum
    }
}
