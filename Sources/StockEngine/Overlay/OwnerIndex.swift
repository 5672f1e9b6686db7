import StockBytes
import StockModel

/// Which reservations of an overlay belong to whom. Entries are only added: whoever reads one checks it against the
/// reservation, whose place may hold another one since.
struct OwnerIndex: ~Copyable {
    struct Newest: FlatRow {
        var owner: UInt128
        /// Index + 1 of the newest entry.
        var entry: UInt32
        var key: UInt128 { owner }
    }

    struct Entry: BitwiseCopyable {
        var reservationIndex: UInt32
        var previous: UInt32
    }

    private var newest: FlatTable<Newest>
    private var entries = FlatBuffer<Entry>()

    init(seed: UInt64) { newest = FlatTable(seed: seed) }

    mutating func add(_ reservationIndex: Int, owner: UInt128) {
        guard owner != 0 else { return }
        let reservation = UInt32(truncatingIfNeeded: reservationIndex)
        if let index = newest.index(of: owner) {
            entries.append(Entry(reservationIndex: reservation, previous: newest[index].entry))
            newest[index].entry = UInt32(truncatingIfNeeded: entries.count)
        } else {
            entries.append(Entry(reservationIndex: reservation, previous: 0))
            newest.insert(Newest(owner: owner, entry: UInt32(truncatingIfNeeded: entries.count)))
        }
    }

    func visit(_ owner: UInt128, _ visit: (Int) -> Void) {
        guard let index = newest.index(of: owner) else { return }
        var next = newest[index].entry
        while next != 0 {
            let entry = entries[Int(next) - 1]
            visit(Int(entry.reservationIndex))
            next = entry.previous
        }
    }
}
