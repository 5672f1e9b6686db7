import StockModel

/// A page of the reservations with units of a SKU held or committed, looked for in steps that are short enough to stand
/// between two batches.
///
/// Looked through are what changed since the checkpoint, then the checkpoint's deadlines and commitments. Every reservation
/// that is found is looked at once more when the page is made, so it is shown as it stands then.
struct PromiseSearch: Sendable {
    /// Rows in memory that a step looks at, at most.
    static let changedRowsPerStep = 20_000
    /// Rows of the checkpoint that a step looks at, at most; each costs the lookup of a reservation.
    static let storedRowsPerStep = 500

    enum Stage: Sendable { case changed, deadlines, commitments, page, finished }

    let sku: SKU
    let limit: Int
    /// Only higher ids are looked for.
    let after: UInt128?
    var stage = Stage.changed
    /// How many rows of an overlay were looked at, by the sequence with which it begins.
    var changedRowsSeen: [SequenceNumber: Int] = [:]
    /// The last key of the present stage that was looked at.
    var lastKey: [UInt8] = []
    private(set) var found: Set<UInt128> = []
    var page: [Reservation] = []

    init(of sku: SKU, after id: ReservationID?, limit: Int) {
        self.sku = sku
        self.limit = limit
        after = id?.rawValue
    }

    var isFinished: Bool { stage == .finished }

    mutating func add(_ id: UInt128) {
        if after.map({ id > $0 }) ?? true { found.insert(id) }
    }
}
