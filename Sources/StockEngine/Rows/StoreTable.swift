/// The named databases of a store.
///
/// Numbers are part of every row's checksum and are never reused.
enum StoreTable: UInt8, CaseIterable, Sendable {
    case meta = 1
    case skus = 2
    case sites = 3
    case locations = 4
    case channels = 5
    case levels = 6
    case reservations = 7
    case deadlines = 8
    case owners = 9
    case sold = 10
    case movements = 11
    case documentMovements = 12
    case reversals = 13
    case requests = 14
    case devices = 15
    case documents = 16
    case terms = 17
    case events = 18
    case levelRunsEven = 19
    case levelRunsOdd = 20
    case levelsAtLocation = 21
    case kitUses = 22
    /// Up to format 5, in the order of the levels; empty since.
    case commitments = 23
    case policies = 24
    case channelUse = 25
    case backorders = 26
    case thresholds = 27
    case reservationCommitments = 28

    var name: String { String(describing: self) }

    /// Whether its rows count in the state hash: not the store's own facts, which hold the hash, and not the runs, whose
    /// rows count where they will stand.
    var isHashed: Bool {
        switch self {
        case .meta, .levelRunsEven, .levelRunsOdd: false
        default: true
        }
    }

    /// Where the runs of a pass are written.
    static func levelRuns(ofPass pass: UInt32) -> StoreTable { pass.isMultiple(of: 2) ? .levelRunsEven : .levelRunsOdd }
}
