import StockBytes
import StockModel

/// Holds whose deadline has passed and which were not swept yet.
struct DueHolds {
    struct Entry: Comparable {
        var deadline: Int64
        var id: UInt128

        static func < (left: Entry, right: Entry) -> Bool {
            left.deadline != right.deadline ? left.deadline < right.deadline : left.id < right.id
        }
    }

    private var entries: [Entry] = []
    private var swept = 0
    /// Past due and still counted in `held`, per level.
    private var quantities: [LevelKey: Quantity] = [:]
    /// The same, per use of a channel that is counted.
    private var uses: [ChannelUseKey: Quantity] = [:]

    var isEmpty: Bool { swept == entries.count }
    var count: Int { entries.count - swept }

    @inline(__always)
    func quantity(at key: LevelKey) -> Quantity {
        quantities.isEmpty ? 0 : quantities[key] ?? 0
    }

    /// Adds holds that became due together; all of them later than those that wait already.
    mutating func append(_ sorted: [Entry]) { entries.append(contentsOf: sorted) }

    mutating func add(_ quantity: Quantity, at key: LevelKey) { quantities[key, default: 0] &+= quantity }

    mutating func subtract(_ quantity: Quantity, at key: LevelKey) {
        let left = (quantities[key] ?? 0) &- quantity
        quantities[key] = left == 0 ? nil : left
    }

    func quantity(of key: ChannelUseKey) -> Quantity { uses.isEmpty ? 0 : uses[key] ?? 0 }

    mutating func add(_ quantity: Quantity, of key: ChannelUseKey) { uses[key, default: 0] &+= quantity }

    mutating func subtract(_ quantity: Quantity, of key: ChannelUseKey) {
        guard let before = uses[key] else { return }
        uses[key] = before == quantity ? nil : before &- quantity
    }

    mutating func forgetUses() { uses = [:] }

    /// What was not swept yet.
    var waiting: ArraySlice<Entry> { entries[swept...] }

    /// The next to be swept, or nil.
    mutating func next() -> Entry? {
        guard swept < entries.count else { return nil }
        defer {
            swept += 1
            if swept == entries.count {
                entries.removeAll(keepingCapacity: entries.count < 65_536)
                swept = 0
            }
        }
        return entries[swept]
    }
}
