import LoadLoop

/// A system in a case: the rounds, and the median of each figure.
struct Row {
    var system: PeerSystem
    var one: Case
    var rounds: [Figures]

    var figures: Figures { Figures.median(of: rounds) }
    var lowest: Double { rounds.map(\.perSecond).min() ?? 0 }
    var highest: Double { rounds.map(\.perSecond).max() ?? 0 }
}

/// What a system's whole rounds came to, from the first request to a clean stop.
struct Whole {
    var system: PeerSystem
    /// Granted in all rounds, and found again at the end of each.
    var granted = 0
    /// Of each round, by the disk's own count; empty where the disk has none.
    var diskBytesEach: [Double] = []
}

/// All that was measured.
struct Results {
    var rows: [Row] = []
    var wholes: [Whole] = []
    var flushMicroseconds: [Double] = []

    mutating func add(_ figures: Figures, _ system: PeerSystem, _ one: Case) {
        if let place = rows.firstIndex(where: { $0.system == system && $0.one == one }) {
            rows[place].rounds.append(figures)
        } else {
            rows.append(Row(system: system, one: one, rounds: [figures]))
        }
    }

    mutating func add(granted: Int, diskBytes: UInt64?, _ system: PeerSystem) {
        if !wholes.contains(where: { $0.system == system }) { wholes.append(Whole(system: system)) }
        for place in wholes.indices where wholes[place].system == system {
            wholes[place].granted += granted
            if let diskBytes, granted > 0 { wholes[place].diskBytesEach.append(Double(diskBytes) / Double(granted)) }
        }
    }

    /// The rows of a case, in the order of the systems.
    func rows(of one: Case) -> [Row] {
        PeerSystem.allCases.compactMap { system in rows.first { $0.system == system && $0.one == one } }
    }

    /// How many times as many as Stockroom in the same case; nil where Stockroom was not asked.
    func ratio(of row: Row) -> Double? {
        guard let own = rows.first(where: { $0.system == .stockroom && $0.one == row.one })?.figures.perSecond, own > 0
        else { return nil }
        return row.figures.perSecond / own
    }
}
