import StockAPI
import StockModel

/// A page of the holds at a site, looked for in steps that are short enough to stand between two batches.
///
/// First what changed since the checkpoint is looked through, then the deadlines in the checkpoint. Holds that change
/// meanwhile are shown as they stand at the end, each at most once.
struct HoldSearch: Sendable {
    /// Rows in memory that a step looks at, at most.
    static let changedRowsPerStep = 20_000
    /// Deadlines in the checkpoint that a step looks at, at most; each costs the lookup of a reservation.
    static let storedRowsPerStep = 500

    enum Stage { case changed, stored, finished }

    let site: SiteID
    let limit: Int
    /// Only what ends later is looked for; nil until the first step says what time it is.
    var after: DueHolds.Entry?
    var stage = Stage.changed
    /// How many rows of an overlay were looked at, by the sequence with which it begins.
    var changedRowsSeen: [SequenceNumber: Int] = [:]
    /// The last deadline of the checkpoint that was looked at.
    var storedSeen: DueHolds.Entry?
    private(set) var page: [Reservation] = []

    private(set) var candidates: [DueHolds.Entry] = []
    /// The last one that has a place in the page; what ends later was left out.
    private var bound: DueHolds.Entry?

    init(site: SiteID, after last: HoldPosition?, limit: Int) {
        self.site = site
        self.limit = limit
        after = last.map { .init(deadline: $0.deadline.millisecondsSinceEpoch, id: $0.reservation.rawValue) }
    }

    /// Whether it has no place in the page any more.
    func isBeyondPage(_ entry: DueHolds.Entry) -> Bool { bound.map { entry > $0 } ?? false }

    mutating func add(_ entry: DueHolds.Entry) {
        guard !isBeyondPage(entry) else { return }
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
        page += current.filter { hold in !known.contains(hold.reservation) && !isBeyondPage(.init(hold)) }
            .sorted { .init($0) < .init($1) }
        guard page.count < limit, let bound else { return stage = .finished }
        after = bound
        candidates = []
        self.bound = nil
        changedRowsSeen = [:]
        storedSeen = nil
        stage = .changed
    }
}

extension DueHolds.Entry {
    init(_ hold: Reservation) {
        self.init(deadline: hold.deadline.millisecondsSinceEpoch, id: hold.reservation.rawValue)
    }
}
