import StockAPI
import StockModel

/// A page of reservations that cannot be found by their id, looked for in steps that are short enough to stand between two
/// batches.
///
/// What changed since the checkpoint is looked through first, then what the checkpoint's indexes name. Only as many are
/// kept as the page has places for. Reservations that change meanwhile are shown as they stand at the end, each at most
/// once.
struct PromiseSearch: Sendable {
    /// Reservations that a step looks up, at most: in memory, and in the checkpoint.
    static let changedRowsPerStep = 2_000
    static let storedRowsPerStep = 500
    /// Rows of an index that a step reads, at most.
    static let indexRowsPerStep = 5_000

    enum Scope {
        /// Live holds on units at a site, by their end.
        case holds(at: SiteID)
        /// Reservations with units of a SKU held or committed, by id.
        case promises(of: SKU)
    }

    enum Stage { case changed, deadlines, commitments, finished }

    let scope: Scope
    let limit: Int
    /// Only what comes later is looked for; nil until the first step says what time it is.
    var after: DueHolds.Entry?
    var stage = Stage.changed
    /// How many rows of an overlay were looked at, by the sequence with which it begins.
    var changedRowsSeen: [SequenceNumber: Int] = [:]
    /// The last key of an index that was looked at; empty at its beginning.
    var lastKey: [UInt8] = []
    private(set) var page: [Reservation] = []

    private(set) var candidates: [DueHolds.Entry] = []
    /// The last one that has a place in the page; what comes later was left out.
    private var bound: DueHolds.Entry?

    init(holdsAt site: SiteID, after last: HoldPosition?, limit: Int) {
        scope = .holds(at: site)
        self.limit = limit
        after = last.map { .init(deadline: $0.deadline.millisecondsSinceEpoch, id: $0.reservation.rawValue) }
    }

    init(promisesOf sku: SKU, after id: ReservationID?, limit: Int) {
        scope = .promises(of: sku)
        self.limit = limit
        after = id.map { .init(deadline: 0, id: $0.rawValue) } ?? .init(deadline: -1, id: .max)
    }

    /// The place of a reservation in the order of the pages.
    func position(deadline: Int64, id: UInt128) -> DueHolds.Entry {
        switch scope {
        case .holds: .init(deadline: deadline, id: id)
        case .promises: .init(deadline: 0, id: id)
        }
    }

    /// Whether it has no place in the page any more.
    func isBeyondPage(_ entry: DueHolds.Entry) -> Bool { bound.map { entry > $0 } ?? false }

    mutating func add(_ entry: DueHolds.Entry) {
        guard after.map({ entry > $0 }) ?? true, !isBeyondPage(entry) else { return }
        candidates.append(entry)
        if candidates.count >= 2 * limit + 64 { keepEarliest() }
    }

    /// Keeps as many candidates as the page has places left, the earliest; in order, each once.
    mutating func keepEarliest() {
        var last: DueHolds.Entry?
        candidates = candidates.sorted().filter { entry in
            defer { last = entry }
            return entry != last
        }
        let places = limit - page.count
        if candidates.count > places {
            candidates.removeLast(candidates.count - places)
            bound = candidates.last
        }
    }

    /// Takes the candidates as they stand now into the page.
    ///
    /// Where some are gone and others were left out, the search goes on behind the last.
    mutating func conclude(with current: [Reservation]) {
        let known = Set(page.map(\.reservation))
        page += current.filter { !known.contains($0.reservation) && !isBeyondPage(position(of: $0)) }
            .sorted { position(of: $0) < position(of: $1) }
        guard page.count < limit, let bound else { return stage = .finished }
        after = bound
        candidates = []
        self.bound = nil
        changedRowsSeen = [:]
        lastKey = []
        stage = .changed
    }

    private func position(of found: Reservation) -> DueHolds.Entry {
        position(deadline: found.deadline.millisecondsSinceEpoch, id: found.reservation.rawValue)
    }
}
