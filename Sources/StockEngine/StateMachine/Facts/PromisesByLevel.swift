import StockAPI
import StockModel

/// A reservation that may have units promised at a level, at the sequence at which it was made.
struct PromiseAtLevel: Comparable {
    var promised: SequenceNumber
    var id: UInt128

    static func < (left: PromiseAtLevel, right: PromiseAtLevel) -> Bool {
        (left.promised, left.id) < (right.promised, right.id)
    }
}

/// Which reservations may have units promised at a level, in order of promise: made when the first fact takes units from a
/// promise, and kept up to date while such facts come.
///
/// A store where no fact takes units from promises has no such index, and no reservation pays for it. It names every promise
/// there is and others that are no more: whoever reads one checks it against the reservation.
struct PromisesByLevel: Sendable {
    private struct Lists {
        var holds = LazilySorted<PromiseAtLevel>()
        var commitments = LazilySorted<PromiseAtLevel>()
        /// The commitments that were stored are among them.
        var hasStored = false

        subscript(isCommitted: Bool) -> LazilySorted<PromiseAtLevel> {
            get { isCommitted ? commitments : holds }
            _modify { if isCommitted { yield &commitments } else { yield &holds } }
        }
    }

    private struct Removed {
        var promise: PromiseAtLevel
        var level: LevelKey
        var isCommitted: Bool
    }

    private var levels: [LevelKey: Lists]?
    /// What the checkpoint had committed when the index was begun, in order.
    private var stored = LazilySorted<Commitment>()
    private var lastAsked = Instant(millisecondsSinceEpoch: 0)
    private var count = 0
    private var countWhenMade = 0
    /// Left out since the command began: were it taken back, they might be promised again.
    private var removed: [Removed] = []
    /// It was made by the command, and names what was promised then.
    private var isNew = false

    var isMade: Bool { levels != nil }

    /// Begins anew, with the commitments of the checkpoint.
    mutating func begin(stored commitments: LazilySorted<Commitment>) {
        levels = [:]
        stored = commitments
        stored.sort()
        count = 0
        isNew = true
    }

    /// Everything that was promised when it was begun is in it.
    mutating func complete() { countWhenMade = count + stored.elements.count }

    mutating func add(_ promise: PromiseAtLevel, at level: LevelKey, isCommitted: Bool) {
        guard levels != nil else { return }
        levels?[level, default: Lists()][isCommitted].append(promise)
        count += 1
    }

    func hasStored(at level: LevelKey) -> Bool { levels?[level]?.hasStored ?? false }

    /// What was committed at a level in the checkpoint, when the index was begun.
    func stored(at level: LevelKey) -> ArraySlice<Commitment> {
        let first = stored.firstIndex(notBelow: Commitment(level: level, reservation: 0))
        return stored.elements[first...].prefix { $0.level == level }
    }

    /// Adds the commitments that were stored at a level.
    mutating func addStored(_ commitments: [PromiseAtLevel], at level: LevelKey) {
        for promise in commitments { add(promise, at: level, isCommitted: true) }
        levels?[level, default: Lists()].hasStored = true
    }

    /// The latest promise at a level.
    mutating func last(at level: LevelKey, isCommitted: Bool, now: Instant) -> PromiseAtLevel? {
        lastAsked = now
        levels?[level]?[isCommitted].sort()
        return levels?[level]?[isCommitted].elements.last
    }

    /// The latest promise at a level is none any more.
    mutating func removeLast(at level: LevelKey, isCommitted: Bool) {
        guard let promise = levels?[level]?[isCommitted].elements.last else { return }
        levels?[level]?[isCommitted].removeLast()
        count -= 1
        removed.append(Removed(promise: promise, level: level, isCommitted: isCommitted))
    }

    mutating func beginCommand() {
        if !removed.isEmpty { removed.removeAll(keepingCapacity: true) }
        isNew = false
    }

    mutating func takeBackCommand() {
        if isNew { drop() }
        for entry in removed { add(entry.promise, at: entry.level, isCommitted: entry.isCommitted) }
        removed.removeAll(keepingCapacity: true)
    }

    /// Gives the index up where nobody has asked for an hour, or where most of it may be promises that are no more: to make
    /// it anew costs no more than was added since.
    mutating func endOverlay(now: Instant) {
        beginCommand()
        let isAsked = now.milliseconds(since: lastAsked) < Self.keptMilliseconds
        if isAsked, count <= 2 * countWhenMade + Self.smallCount { return }
        drop()
    }

    private mutating func drop() {
        levels = nil
        stored = LazilySorted()
    }

    private static var keptMilliseconds: Int64 { 3_600_000 }
    private static var smallCount: Int { 65_536 }
}
