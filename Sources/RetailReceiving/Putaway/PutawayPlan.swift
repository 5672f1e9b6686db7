public import StockModel

/// A place that goods could go to, and how many more it takes.
public struct PutawayCandidate: Hashable, Sendable {
    /// The location.
    public var place: LocationID
    /// 1 is chosen first.
    public var priority: Int32
    /// Base units that still go in; nil: any number.
    public var free: Int64?

    /// Made of its parts.
    public init(_ place: LocationID, priority: Int32, free: Int64?) {
        self.place = place
        self.priority = priority
        self.free = free
    }

    /// With what it takes and what lies there already.
    public init(_ place: LocationID, priority: Int32, capacity: Int64?, holding units: Int64) {
        self.init(place, priority: priority, free: capacity.map { Self.space($0, without: units) })
    }

    /// Capacity less what lies there; none where more lies there than it takes.
    static func space(_ capacity: Int64, without units: Int64) -> Int64 {
        let (space, overflow) = capacity.subtractingReportingOverflow(units)
        return overflow ? 0 : Swift.max(0, space)
    }
}

/// So many units for one place.
public struct PutawayAssignment: Hashable, Sendable {
    /// The location.
    public var place: LocationID
    /// Base units, more than zero.
    public var units: Int64

    /// Made of its parts.
    public init(_ place: LocationID, _ units: Int64) {
        self.place = place
        self.units = units
    }
}

/// Which units go where, and which find no place.
///
/// Decided from numbers alone, so that it can be looked at before anything moves.
public struct PutawayPlan: Hashable, Sendable {
    /// The most places of one step: each is one of its preconditions, and so is the rule that sends goods there.
    public static let placesMax = 100

    /// In the order in which the places are filled.
    public var assignments: [PutawayAssignment]
    /// Base units for which there is no room.
    public var unassigned: Int64

    /// Fills the places one after the other: the higher priority first, among equals the one with more free space, then
    /// the lower location.
    ///
    /// - Parameters:
    ///   - units: base units, zero or more.
    ///   - pack: base units of a bag or carton that is not opened: whole ones go to a place, or none. What is left over
    ///     from whole ones, the contents of an opened one, stays together too.
    ///   - candidates: the places, each once.
    ///   - own: where the units lie now, which is no place to put them.
    public init(
        _ units: Int64, inPacksOf pack: Int64 = 1, into candidates: [PutawayCandidate], leaving own: LocationID? = nil
    ) {
        let pack = Swift.max(1, pack)
        var open = Swift.max(0, units) % pack
        var whole = Swift.max(0, units) - open
        assignments = []
        for candidate in candidates.filter({ $0.place != own }).sorted(by: Self.isChosenBefore) {
            let free = Swift.max(0, candidate.free ?? .max)
            var placed = Swift.min(whole, free - free % pack)
            whole -= placed
            // An opened pack goes behind the whole ones, so that it takes no room from them.
            if whole == 0, open > 0, open <= free - placed {
                placed += open
                open = 0
            }
            if placed > 0 { assignments.append(PutawayAssignment(candidate.place, placed)) }
        }
        unassigned = whole + open
    }

    private static func isChosenBefore(_ left: PutawayCandidate, _ right: PutawayCandidate) -> Bool {
        if left.priority != right.priority { return left.priority < right.priority }
        if left.free != right.free { return (left.free ?? .max) > (right.free ?? .max) }
        return left.place.rawValue < right.place.rawValue
    }
}
